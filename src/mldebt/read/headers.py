"""Which copyleft licence do the first lines of a file put it under?

Only what claims to be the licence of the file itself counts: a tag, the words of the notice that the licence asks for,
or a comment that ends with the licence's name. A text that mentions the GPL is under no licence for that.
"""

from pathlib import Path

from mldebt import patterns as re
from mldebt.model import LicenceHeader, LicenceHeaders, Reading, Source, SourceFile

from .door import facts

HEAD = 30
"""Lines within which a file says under which licence it is."""
BYTES = 4096

TAG = re.compile(r"SPDX-License-Identifier:\s*([\w.+()-]+(?: (?:AND|OR|WITH) [\w.+()-]+)*)")
NOTICE = re.compile(
    r"terms of (?:the )?(?:version \d[\d.]* of )?(?:the )?gnu (affero |lesser |library )?general public licen[cs]e"
    r"(?:[^.]*?\b(?:version|v) ?(\d(?:\.\d)?))?",
    re.IGNORECASE,
)
MARK = re.compile(
    r"^\W*[^.!?]{0,60}?\b([AL]?GPL)[- ]?v?(\d(?:\.\d)?)(?:-only|-or-later|\+)?[\])]*\s+licen[cs]e\b\W*(?:\S*://\S+)?\W*$",
    re.IGNORECASE,
)
"""A comment such as `# Some Detector, AGPL-3.0 license`, perhaps with a link behind it."""
COMMENT = ("#", "//", "/*", "*", "--", "%", ";", '"""', "'''")
CLAIMS = re.compile(r"gpl|general public licen[cs]e", re.IGNORECASE)
FAMILY = {"affero": "AGPL", "lesser": "LGPL", "library": "LGPL", "": "GPL"}


def licence_header(source: Source) -> LicenceHeaders:
    """The copyleft licence in the head of a text, if there is one."""
    lines = source.text[:BYTES].split("\n")[:HEAD]
    if not any(CLAIMS.search(line) for line in lines):
        return LicenceHeaders()
    for number, line in enumerate(lines, 1):
        spdx = _claimed(line)
        if spdx:
            return LicenceHeaders([LicenceHeader(spdx, source.place(number), _bare(line))])
    notice = NOTICE.search(" ".join(_bare(line) for line in lines))
    if notice is None:
        return LicenceHeaders()
    number = next((at for at, line in enumerate(lines, 1) if "licen" in line.lower()), 1)
    family = FAMILY[(notice.group(1) or "").strip().lower()]
    spdx = _identifier(family, notice.group(2) or "")
    return LicenceHeaders([LicenceHeader(spdx, source.place(number), _bare(lines[number - 1]))])


def head_of(file: SourceFile, root: Path) -> Reading:
    """What the first lines of a file say, all that is looked at in other people's code."""
    try:
        with open(root / file.path, "rb") as opened:
            text = opened.read(BYTES).decode("utf-8", errors="replace")
    except OSError:
        return Reading(file)  # it is not audited, so nothing is lost
    return Reading(file, facts(licence_header(Source(file, text))))


def _claimed(line: str) -> str:
    """What a line says by itself: a tag, or a comment that is nothing but a title and a licence."""
    tag = TAG.search(line)
    if tag is not None:
        return tag.group(1) if "GPL" in tag.group(1) else ""
    mark = MARK.match(line) if line.lstrip().startswith(COMMENT) else None
    return _identifier(mark.group(1).upper(), mark.group(2)) if mark is not None else ""


def _identifier(family: str, version: str) -> str:
    """`GPL-3.0`; where no version is told, the newest that can be meant."""
    told = version or ("2.1" if family == "LGPL" else "3")
    return f"{family}-{told if '.' in told else told + '.0'}"


def _bare(line: str) -> str:
    return line.strip().lstrip("#/*-%;\"' ").strip()
