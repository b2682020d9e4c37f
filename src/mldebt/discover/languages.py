"""Which language is a file in?"""

from collections.abc import Callable

from mldebt import patterns as re
from mldebt.model import Language

Peek = Callable[[int], bytes]
"""Lends the first bytes of a file."""

SUFFIXES = {
    "py": Language.PYTHON, "pyw": Language.PYTHON, "ipynb": Language.NOTEBOOK,
    "sh": Language.SHELL, "bash": Language.SHELL, "zsh": Language.SHELL, "ksh": Language.SHELL,
    "sql": Language.SQL, "hql": Language.SQL, "ddl": Language.SQL,
    "crontab": Language.CRONTAB, "cron": Language.CRONTAB, "dockerfile": Language.DOCKERFILE,
    "yaml": Language.YAML, "yml": Language.YAML, "zpln": Language.ZEPPELIN, "scala": Language.SCALA,
    "r": Language.R, "rmd": Language.R, "qmd": Language.R, "mk": Language.MAKEFILE, "smk": Language.SNAKEFILE,
    "timer": Language.SYSTEMD, "jenkinsfile": Language.JENKINSFILE,
}  # fmt: skip
NAMES = {
    "crontab": Language.CRONTAB, "dockerfile": Language.DOCKERFILE, "containerfile": Language.DOCKERFILE,
    "pyproject.toml": Language.TOML, "pipfile": Language.TOML, "setup.cfg": Language.SETUP_CFG,
    "makefile": Language.MAKEFILE, "gnumakefile": Language.MAKEFILE, "snakefile": Language.SNAKEFILE,
    "jenkinsfile": Language.JENKINSFILE, "pixi.toml": Language.TOML, "mldebt.toml": Language.TOML,
    ".mldebt.toml": Language.TOML,
    "pipfile.lock": Language.LOCK, "poetry.lock": Language.LOCK, "pdm.lock": Language.LOCK, "uv.lock": Language.LOCK,
    "pixi.lock": Language.LOCK, "renv.lock": Language.LOCK,
    "pom.xml": Language.MANIFEST, "build.gradle": Language.MANIFEST, "build.gradle.kts": Language.MANIFEST,
    ".python-version": Language.MANIFEST, "runtime.txt": Language.MANIFEST,
    "build.sbt": Language.MANIFEST, "libs.versions.toml": Language.MANIFEST,
}  # fmt: skip
EVIDENCE = re.compile(r"(?:.*\.evidence|(?:.*/)?\.mldebt/evidence/[^/]+)\.json")
"""What `mldebt collect` writes, wherever it was told to."""
REQUIREMENTS = re.compile(r"(?:.*[-_.])?requirements.*\.(?:txt|in)|constraints(?:[-_.\d].*)?\.(?:txt|in)")
LICENCE = re.compile(r"(?:licen[cs]e|copying)(?:[-_.](?:txt|md|rst|[a-z]+(?:[-.]?\d+)*))?")
LOCK = re.compile(
    r"(?:.*[-_.])?requirements.*\.lock|pylock(?:\.[^.]+)?\.toml|(?:.*[-_.])?conda-lock\.ya?ml|conda-(?:linux|osx|win)-[\w-]+\.lock"
)
NOT_A_DOCKERFILE = ("dockerignore", "md", "txt", "py", "sh")

PROGRAMS = {
    "python": Language.PYTHON, "pypy": Language.PYTHON, "sh": Language.SHELL, "bash": Language.SHELL,
    "dash": Language.SHELL, "zsh": Language.SHELL, "ksh": Language.SHELL, "rscript": Language.R,
}  # fmt: skip
JOB_SUFFIXES = frozenset({"slurm", "sbatch", "job", "pbs", "lsf", "qsub", "command"})
SCRIPT_FOLDERS = frozenset({"bin", "scripts", "script", "tools", "jobs"})
CRON_SUFFIXES = frozenset({"", "txt", "conf", "tab"})
MAYBE = {
    "service": (Language.SYSTEMD, re.compile(rb"^ExecStart\s*=", re.MULTILINE)),
    "java": (Language.QUARTZ, re.compile(rb"\borg\.quartz\b|\bscheduling\.annotation\b")),
    "xml": (Language.QUARTZ, re.compile(rb"\bquartz\b|<cron-expression>|\bcronExpression\b|<coordinator-app\b")),
}
"""Files that are read only where their beginning speaks of a schedule, or of a program that one starts."""
JSON_JOBS = re.compile(
    rb'"(?:quartz_cron_expression|notebook_task|spark_python_task|ScheduleExpression|schedule_expression)"\s*:'
)
"""JSON that declares jobs; it is read as the YAML that it also is."""
CRON_LINE = re.compile(
    rb"^[ \t]*(?:@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly)"
    rb"|(?:[\d*][\d*/,-]*[ \t]+){3}(?:(?:[\d*][\d*/,-]*|[A-Za-z]{3}(?:[,-][A-Za-z]{3})*)(?:[ \t]+|$)){2})[ \t]*\S",
    re.MULTILINE,
)


def language_by_name(path: str) -> Language:
    """The language as far as the name tells."""
    folder, _, name = path.lower().rpartition("/")
    suffix = _suffix(name)
    if name in NAMES:
        return NAMES[name]
    if suffix == "json" and EVIDENCE.fullmatch(path.lower()):
        return Language.EVIDENCE
    if suffix in ("toml", "yml", "yaml", "lock") and LOCK.fullmatch(name):
        return Language.LOCK
    if path.rpartition("/")[2] == "DESCRIPTION":
        return Language.MANIFEST
    if suffix in ("txt", "in") and (REQUIREMENTS.fullmatch(name) or folder.rpartition("/")[2] == "requirements"):
        return Language.REQUIREMENTS
    if name.startswith(("dockerfile.", "containerfile.")) and suffix not in NOT_A_DOCKERFILE:
        return Language.DOCKERFILE
    if suffix not in SUFFIXES and suffix != "json" and LICENCE.fullmatch(name):
        return Language.LICENCE
    return SUFFIXES.get(suffix, Language.OTHER)


def language_of(path: str, executable: bool, peek: Peek) -> Language:
    """The language by name and, where a name says nothing, by the first bytes."""
    known = language_by_name(path)
    if known is not Language.OTHER:
        return known
    folder, _, name = path.lower().rpartition("/")
    suffix, parts = _suffix(name), folder.split("/")
    if suffix in MAYBE:
        language, sign = MAYBE[suffix]
        return language if sign.search(peek(8192)) else Language.OTHER
    if name == "note.json":
        return Language.ZEPPELIN if b'"paragraphs"' in peek(8192) else Language.OTHER
    if suffix == "json":
        return Language.YAML if JSON_JOBS.search(peek(16384)) else Language.OTHER
    in_cron = "cron" in name or any(part.startswith("cron") for part in parts)
    if suffix in CRON_SUFFIXES and in_cron and CRON_LINE.search(peek(4096)):
        return Language.CRONTAB
    if suffix in JOB_SUFFIXES or (not suffix and (executable or in_cron or not SCRIPT_FOLDERS.isdisjoint(parts))):
        return _by_shebang(peek(128))
    return Language.OTHER


def _suffix(name: str) -> str:
    """What follows the last dot; nothing for `.bashrc`."""
    stem, dot, suffix = name.rpartition(".")
    return suffix if dot and stem else ""


def _by_shebang(head: bytes) -> Language:
    if not head.startswith(b"#!"):
        return Language.OTHER
    words = head[2:].partition(b"\n")[0].decode("ascii", "replace").split()
    programs = [word.rpartition("/")[2] for word in words if not word.startswith("-") and "=" not in word]
    if programs[:1] == ["env"]:
        programs = programs[1:]
    name = programs[0].rstrip("0123456789.").lower() if programs else ""
    return PROGRAMS.get(name, Language.OTHER)
