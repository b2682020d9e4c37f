"""Do the formats for CI, tables and people say the same as the audit, and stay harmless whatever the user's text is?"""

import base64
import csv
import hashlib
import json
import re
import sys
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pandas
import pytest
from jsonschema import Draft202012Validator
from test_report import ALLOWED, CLEAN, EMPTY, FULL, HOSTILE, LEAK, NO_CI, SEED, SEED_IN_TRAIN, of

from mldebt.model import (
    COLUMNS,
    Audit,
    Cell,
    Comparison,
    Debt,
    FamilyScore,
    Place,
    Severity,
    Status,
    UserError,
    Verdict,
)
from mldebt.report import FORMATS, render
from mldebt.report.markup import code, prose

SCHEMAS = Path(__file__).parent / "schemas"
KNOWN = replace(SEED, status=Status.KNOWN, fingerprint="f9")
COMPARED = replace(
    of(KNOWN, LEAK, NO_CI),
    comparison=Comparison("main at 1a2b3c4", (LEAK, NO_CI), (SEED_IN_TRAIN,), added={"f1": 45, "f4": 120, "f9": 1}),
)
EVERY = [FULL, EMPTY, CLEAN, COMPARED, of(HOSTILE)]
NASTY = [
    "</script><b>x</b>", "]]>", "a,b\"c'd", "%0A::error::x", "::error file=x::y", "##[error]z", "=cmd|' /C calc'!A0",
    "`tick` ``two``", "a|b\nc", "<!-- x -->", "[x](http://evil.example)", "@everyone #1 !2 $x$ :boom:", "&lt; &#60;",
    "{{ liquid }}", "\x00\ufffe\ud800\u2028", "../../etc/passwd", "-x.py", "C:\\Users\\me\\train.py",
]  # fmt: skip


def nasty(text: str) -> Audit:
    debt = replace(LEAK, where=Place(text, 3, 1), message=f"reads {text}", fix=text, why=text, subject=text)
    return replace(of(debt), project=replace(FULL.project, root=text), verdict=Verdict(False, (text,)))


# GitHub


def test_github_annotates_the_worst_first_and_ends_with_the_score() -> None:
    assert render("github", FULL).splitlines() == [
        f"::error title=fit-before-split (critical),file=src/train.py,line=48,endLine=48::{LEAK.message}",
        "::warning title=unseeded-randomness (medium),file=eda.ipynb,line=120::cell 4, line 12: "
        "train_test_split draws without a seed",
        "::warning title=unseeded-randomness (medium),file=src/train.py,line=50::train_test_split draws without a seed",
        "::notice title=no-ci (low)::no CI configuration runs anything on a change",
        "::error title=mldebt::Score 54.3, grade C, uncalibrated, incomplete. 4 findings. 2 files not fully read, "
        "1 check crashed. Gate failed: score 54.3 is 10.7 below fail-under 65.",
    ]


def test_github_annotates_one_of_each_check_before_the_second_of_any() -> None:
    others = [replace(SEED, where=Place("a.py", n), fingerprint=f"{n}", minutes=50) for n in range(1, 15)]
    rare = replace(SEED, rule="rare", where=Place("z.py", 1), minutes=1)

    assert "title=rare (medium)" in render("github", of(*others, rare)).splitlines()[1]


def test_github_annotates_what_is_new_before_what_was_known() -> None:
    worse = replace(LEAK, status=Status.KNOWN, fingerprint="f8")

    assert [line.split(" ")[1] for line in render("github", of(worse, SEED)).splitlines()[:2]] == [
        "title=unseeded-randomness",
        "title=fit-before-split",
    ]


def test_github_writes_no_more_than_a_step_shows_and_counts_the_rest() -> None:
    told = render("github", of(*(replace(SEED, where=Place("a.py", n), fingerprint=f"{n}") for n in range(1, 15))))

    assert told.count("::warning ") == 10
    assert "14 findings, of which 4 are not annotated. " in told


@pytest.mark.parametrize("text", NASTY)
def test_no_text_becomes_a_command_of_github(text: str) -> None:
    for fmt in ("github", "concise"):
        lines = render(fmt, nasty(text)).splitlines()
        assert not any("##[" in line for line in lines if fmt == "github")
        commands = [line for line in lines if line.lstrip().startswith(("::", "##"))]
        if fmt == "concise":
            assert commands == []
        else:
            assert [line.split(" ")[0] for line in commands] == ["::error", "::error"]
            assert len(lines) == 2
            _, properties, data = commands[0].split("::", 2)
            assert {part.partition("=")[0] for part in properties.removeprefix("error ").split(",")} == {
                "title", "file", "line",
            }  # fmt: skip
            assert not re.search("%(?!25)", data)


# GitLab


@pytest.mark.parametrize("audit", [*EVERY, *map(nasty, NASTY)])
def test_gitlab_gets_what_it_needs(audit: Audit) -> None:
    schema = json.loads((SCHEMAS / "gitlab-code-quality.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(render("gitlab", audit)))


def test_gitlab_is_told_cells_and_how_to_learn_more() -> None:
    [issue] = json.loads(render("gitlab", of(SEED)))

    assert issue == {
        "description": f"{SEED.message} (cell 4, line 12); see mldebt explain unseeded-randomness",
        "check_name": "unseeded-randomness",
        "fingerprint": "f2",
        "severity": "minor",
        "location": {"path": "eda.ipynb", "lines": {"begin": 120}},
    }


def test_gitlab_gets_open_findings_only_and_no_fingerprint_twice() -> None:
    issues = json.loads(render("gitlab", of(LEAK, ALLOWED, replace(LEAK, where=Place("z.py", 1)))))

    assert [issue["fingerprint"] for issue in issues] == ["f1", "f1-2"]


# JUnit


def problems(text: str) -> list[str]:
    """What the public schemas of JUnit XML (Ant's and Jenkins' xUnit plugin's) would both or either refuse."""
    root, found = ElementTree.fromstring(text), []
    if (root.tag, dict(root.attrib)) != ("testsuites", {}):
        found.append("root")
    for number, suite in enumerate(root):
        cases = suite.findall("testcase")
        wanted = {"package", "id", "name", "timestamp", "hostname", "tests", "failures", "errors", "time"}
        if suite.tag != "testsuite" or set(suite.attrib) != wanted or suite.get("id") != str(number):
            found.append("suite")
        if [child.tag for child in suite] != ["properties", *("testcase" for _ in cases), "system-out", "system-err"]:
            found.append("order")
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.get("timestamp", "")):
            found.append("timestamp")
        counted = [len(cases), *(sum(case.find(tag) is not None for case in cases) for tag in ("failure", "error"))]
        if [suite.get(key) for key in ("tests", "failures", "errors")] != [str(count) for count in counted]:
            found.append("counts")
        for case in cases:
            tokens = (case.get("name", ""), case.get("classname", ""))
            if set(case.attrib) != {"name", "classname", "time"} or any(t != " ".join(t.split()) for t in tokens):
                found.append(f"case {tokens}")
            if len(case) > 1 or any(child.tag not in ("failure", "error") for child in case):
                found.append(f"children of {tokens}")
            found += [f"problem in {tokens}" for child in case if set(child.attrib) != {"type", "message"}]
    return found


@pytest.mark.parametrize("audit", [*EVERY, *map(nasty, NASTY)])
def test_junit_is_what_both_public_schemas_allow(audit: Audit) -> None:
    assert problems(render("junit", audit)) == []


def test_the_rules_for_junit_would_notice() -> None:
    broken = render("junit", FULL).replace('time="0"', "", 1).replace("<properties />", "")
    assert problems(broken) == ["suite", "order"]


def cases(audit: Audit) -> dict[tuple[str | None, str | None], str | None]:
    root = ElementTree.fromstring(render("junit", audit).encode())
    return {
        (case.get("classname"), case.get("name")): case[0].tag if len(case) else None for case in root.iter("testcase")
    }


def test_junit_has_a_case_for_the_gate_each_finding_and_each_check_that_ended_well_or_crashed() -> None:
    assert cases(FULL) == {
        ("mldebt", "gate"): "failure",
        ("mldebt.leakage.fit-before-split", "src/train.py f1"): "failure",
        ("mldebt.glue.glue-module", "crashed"): "error",
        ("mldebt.process.no-ci", ". f4"): "failure",
        ("mldebt.process.satd-tag", "no finding"): None,
        ("mldebt.reproducibility.unseeded-randomness", "eda.ipynb f2"): "failure",
        ("mldebt.reproducibility.unseeded-randomness", "src/train.py f3"): "failure",
    }


def test_junit_of_nothing_is_an_error_and_not_a_pass() -> None:
    assert cases(EMPTY) == {("mldebt", "gate"): None, ("mldebt", "coverage"): "error"}


def test_junit_tells_place_and_chain_in_the_text() -> None:
    root = ElementTree.fromstring(render("junit", of(replace(LEAK, fix="divide first"))).encode())
    [text] = [one.text for one in root.iter("failure") if one.get("type") == "critical"]

    assert text == (
        f"src/train.py:48: {LEAK.message}\nsrc/load.py:12: rows come from read_csv\n"
        "eda.ipynb:cell 3:2: StandardScaler.fit_transform(rows)\nfix: divide first"
    )


# Markdown


def test_markdown_begins_with_its_marker_and_tells_all() -> None:
    assert (
        render("markdown", of(SEED, SEED_IN_TRAIN, replace(LEAK, fix="divide @first"), ALLOWED))
        == """\
<!-- mldebt -->
### mldebt: Score 54.3, grade C, uncalibrated, incomplete

**3 findings**, 55 min of debt: 1 critical, 2 medium.

**Gate failed:** score 54.3 is 10.7 below fail-under 65

<details><summary>critical <code>fit-before-split</code>, 1 finding, 45 min</summary>

The test score is too good

- <code>src/train.py:48</code> StandardScaler is fitted on rows that later become the test set of \
train_test_split. Fix: <code>divide @first</code>

</details>

<details><summary>medium <code>unseeded-randomness</code>, 2 findings, 10 min</summary>

The test score is too good

- <code>eda.ipynb:cell 4:12</code> train_test_split draws without a seed.
- <code>src/train.py:50</code> train_test_split draws without a seed.

</details>

<sub>read 41 of 43 files; 2 files not fully read, 1 check crashed; 1 finding suppressed</sub>
<br><sub>not fully read: <code>big.ipynb</code> (it holds 4,212 kB) and 1 more</sub>
"""
    )


def test_markdown_puts_what_is_new_first_where_something_was_compared() -> None:
    told = render("markdown", COMPARED)

    assert (
        "**2 new findings**, 2 h 46 min of debt: 1 critical, 1 low; 1 fixed, 5 min,"
        " since <code>main at 1a2b3c4</code>.\n"
        "Known before: 1, 5 min of debt.\n"
    ) in told
    assert [line for line in told.splitlines() if "<summary>" in line] == [
        "<details><summary>new: critical <code>fit-before-split</code>, 1 finding, 45 min</summary>",
        "<details><summary>new: low <code>no-ci</code>, 1 finding, 2 h</summary>",
        "<details><summary>known: medium <code>unseeded-randomness</code>, 1 finding, 5 min</summary>",
    ]


def test_markdown_names_what_only_the_change_itself_allows_what_was_lost_and_what_the_score_became() -> None:
    comparison = Comparison(
        "mldebt-baseline.json", allowed=(ALLOWED,), lost=(NO_CI,) * 7, stale=3, score_before=60.04, score_now=54.3
    )
    told = render("markdown", replace(COMPARED, comparison=comparison))

    for line in (
        "**0 new findings**; 3 of the baseline gone, since <code>mldebt-baseline.json</code>.",
        "Score 60.0 → 54.3 over the size of the base.",
        "**Allowed only by this change:** <code>fit-before-split</code> at <code>src/old.py:3</code>",
        f"**No longer followed:** {', '.join(['<code>no-ci</code> at <code>the project</code>'] * 5)}, 2 more",
    ):
        assert f"{line}\n" in told


def test_markdown_of_a_clean_and_of_an_empty_project() -> None:
    assert render("markdown", CLEAN) == (
        "<!-- mldebt -->\n### mldebt: Score 100.0, grade A\n\nNo debt found in 12 files.\n\n"
        "<sub>read 12 of 12 files</sub>\n"
    )
    assert "### mldebt: Nothing to audit: no file here is of a kind that mldebt reads\n" in render("markdown", EMPTY)


@pytest.mark.parametrize("length", [20, 5_000])
def test_markdown_fits_into_a_comment_and_counts_what_does_not(length: int) -> None:
    debts = [
        replace(SEED, rule=f"debt-{n % 200}", where=Place("a.py", n), message="<" * length, fingerprint=f"{n}")
        for n in range(1, 9_001)
    ]
    told = render("markdown", of(*debts))

    rows = sum(line.startswith("- <code>") for line in told.splitlines())
    folded = sum(int(number.replace(",", "")) for number in re.findall(r"^- and ([\d,]+) more", told, re.M))
    [left] = re.findall(r"^([\d,]+) more findings had no room here\.$", told, re.M)
    assert len(told) <= 65_000
    assert rows + folded + int(left.replace(",", "")) == 9_000
    assert told.count("<details>") == told.count("</details>") > 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it is plain: a/b.py, 3 % of 4", "it is plain: a/b.py, 3 % of 4"),
        ("@team #12 !3 :boom:", "@&#8203;team #&#8203;12 !&#8203;3 :&#8203;boom:"),
        ("see http://x.y and www.z", "see http&#58;//x.y and www&#46;z"),
        ("<b>*a*_c_`d`", "&#60;b&#62;&#42;a&#42;&#95;c&#95;&#96;d&#96;"),
        ("train_test_split of _x it's", "train_test_split of &#95;x it's"),
        ("$x$ [a](b)", "&#36;x&#36; &#91;a&#93;(b)"),
        ("&lt; &#60;", "&#38;lt; &#38;#&#8203;60;"),
    ],
)
def test_prose_in_markdown_is_only_prose(text: str, expected: str) -> None:
    assert prose(text) == expected


def test_code_in_markdown_can_be_copied() -> None:
    assert code("@property") == "<code>@property</code>"


@pytest.mark.parametrize("text", NASTY)
def test_no_text_becomes_markup_in_markdown(text: str) -> None:
    told = render("markdown", nasty(text))
    tags = set(re.findall(r"</?[a-z]+", told))

    assert tags <= {"<details", "</details", "<summary", "</summary", "<code", "</code", "<sub", "</sub", "<br"}
    assert told.count("<!--") == 1
    assert "](" not in told
    assert "`" not in told


# Tables


def test_csv_has_a_row_a_finding() -> None:
    rows = list(csv.DictReader(StringIO(render("csv", of(SEED, ALLOWED)))))

    assert [row["status"] for row in rows] == ["new", "suppressed"]
    assert {key: value for key, value in rows[0].items() if value} == {
        "rule": "unseeded-randomness", "family": "reproducibility", "kind": "site", "severity": "medium",
        "confidence": "high", "status": "new", "path": "eda.ipynb", "line": "120", "column": "9", "cell": "4",
        "cell_line": "12", "message": "train_test_split draws without a seed", "minutes": "5",
        "payback_months": "0.10", "hops": "0", "fingerprint": "f2",
    }  # fmt: skip
    assert rows[1]["reason"] == "kept for the paper"


@pytest.mark.parametrize("text", NASTY)
def test_no_cell_of_csv_begins_like_a_formula(text: str) -> None:
    [row] = csv.DictReader(StringIO(render("csv", nasty(text))))
    assert not any(value.startswith(("=", "+", "-", "@", "\t")) for value in row.values())


def test_an_audit_becomes_a_data_frame() -> None:
    frame = FULL.to_frame()

    assert tuple(frame.columns) == COLUMNS
    assert len(frame) == len(FULL.debts)
    assert frame.groupby("severity")["minutes"].sum().to_dict() == {"critical": 90, "low": 120, "medium": 10}
    assert tuple(EMPTY.to_frame().columns) == COLUMNS
    assert isinstance(frame, pandas.DataFrame)


def test_a_data_frame_without_pandas_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(UserError, match=r"the extra mldebt\[data\] brings"):
        FULL.to_frame()


def test_json_lines_are_the_json_in_pieces() -> None:
    whole = json.loads(render("json", FULL))
    first, *rest = [json.loads(line) for line in render("json-lines", FULL).splitlines()]

    assert first == {"record": "audit"} | {key: value for key, value in whole.items() if key != "findings"}
    assert rest == [{"record": "finding"} | finding for finding in whole["findings"]]


# Badge


@pytest.mark.parametrize(
    ("audit", "shown"),
    [
        (CLEAN, ["mldebt", "A 100.0"]),
        (FULL, ["mldebt", "C 54.3 ?"]),
        (EMPTY, ["mldebt", "not scored"]),
    ],
)
def test_a_badge_is_one_small_picture_with_a_title(audit: Audit, shown: list[str]) -> None:
    svg = render("badge", audit)
    root = ElementTree.fromstring(svg)
    space = {"s": "http://www.w3.org/2000/svg"}

    assert [text.text for text in root.iterfind(".//s:text", space)] == shown
    assert root.get("role") == "img"
    title = root.find("s:title", space)
    assert title is not None
    assert root.get("aria-labelledby") == title.get("id")
    assert re.findall(r"https?:|url\(|<script|<image|style=", svg) == ["http:"]  # the name of the language
    assert len(svg) < 1_000


# The page


class Page(HTMLParser):
    """Tags, attributes and texts of a page; fails on a tag that is closed out of turn."""

    VOID = frozenset({"meta", "input", "br", "rect"})

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self.open[-1] if self.open else "", []).append(data)


@pytest.mark.parametrize("audit", [*EVERY, *map(nasty, NASTY)])
def test_a_page_is_whole_and_loads_nothing(audit: Audit) -> None:
    text = render("html", audit)
    page = Page(text)

    assert {name for _, name, _ in page.attributes} <= {
        "lang", "charset", "http-equiv", "content", "name", "class", "scope", "id", "hidden", "type", "value", "role",
        "data-rule", "data-severity", "viewbox", "preserveaspectratio", "width", "height",
    }  # fmt: skip
    assert "http" not in text.replace("http-equiv", "") or "evil.example" in text
    [policy] = [value for tag, name, value in page.attributes if name == "content" and "default-src" in value]
    for kind in ("style", "script"):
        [inside] = page.texts[kind]
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert len(page.texts["script"]) == 1


def test_a_page_says_all_without_its_script() -> None:
    page = Page(render("html", FULL))
    words = " ".join(
        part.strip() for tag, parts in page.texts.items() if tag not in ("style", "script") for part in parts
    )

    for told in (
        "churn", "54.3 C", "51.0 to 55.2 depending on advisory findings", "Gate failed: score 54.3 is 10.7 below",
        "fit-before-split", LEAK.message, "src/load.py:12", "eda.ipynb:cell 4:12", "invalid syntax", "crashed",
        "1 finding suppressed", "not assessed", "pays back in 14 months",
        "incomplete: see Coverage", "the folder is not a git repository",
    ):  # fmt: skip
        assert told in words, told
    assert ("div", "hidden", "") in page.attributes


def test_a_page_lists_only_so_many_findings_and_says_so() -> None:
    debts: list[Debt] = [replace(SEED, where=Place("a.py", n), fingerprint=f"{n}") for n in range(1, 5_004)]
    text = render("html", of(*debts))

    assert text.count('<li class="debt"') == 5_000
    assert "3 more findings of less weight: see the JSON report." in text


def test_the_parts_of_the_page_are_shipped() -> None:
    assert {"page.css", "page.js"} <= {file.name for file in files("mldebt.report").iterdir()}


# All of them


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("text", NASTY)
def test_every_format_is_text_that_can_be_written(fmt: str, text: str) -> None:
    told = render(fmt, nasty(text))

    assert told.endswith("\n")
    assert told.encode("utf-8")
    assert not any(ord(sign) < 32 and sign != "\n" for sign in told)


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_format_takes_any_audit(fmt: str) -> None:
    odd = replace(
        FULL,
        debts=(replace(NO_CI, where=Place(""), payback_months=None, severity=Severity.CRITICAL),),
        score=replace(CLEAN.score, families=(FamilyScore("leakage", 0.0, 0, 0),)) if CLEAN.score else None,
    )
    for audit in (*EVERY, odd, of(replace(LEAK, where=Place("n.ipynb", 1, cell=Cell(1, 1))))):
        assert render(fmt, audit)
