"""What does one line of a Poetry table or a Pipfile ask for? They write versions in their own way."""

from collections.abc import Mapping

from mldebt import patterns as re
from mldebt.knowledge import canonical_name
from mldebt.model import Inclusion, Place, Requirement

from .specs import pinned_by

CLAUSE = re.compile(r"\s*(\^|~(?!=)|[<>=!~]=?=?|)\s*v?([\w.!+*-]*)\s*$")


def poetry_requirement(name: str, value: object, where: Place, group: str, line: str) -> Requirement | Inclusion:
    """A requirement from `name = "^1.2"` or `name = {version = …}`; `path` points to another package."""
    options = value if isinstance(value, dict) else {"version": value}
    path = options.get("path")
    if isinstance(path, str):
        return Inclusion(path, where)
    clauses = _clauses(options.get("version"))
    extras = options.get("extras")
    return Requirement(
        canonical_name(name), where, ",".join(operator + version for operator, version in clauses),
        "optional" if options.get("optional") is True and not group else group,
        tuple(sorted(str(extra) for extra in extras)) if isinstance(extras, list) else (),
        _marker(options), origin(options),
        pinned_by(clauses), line.strip(),
    )  # fmt: skip


def origin(options: Mapping[str, object]) -> str:
    """The URL of what comes from no index; that of a repository ends in `@` and the commit, tag or branch asked for."""
    url = next((str(options[key]) for key in ("url", "file") if key in options), "")
    if "git" not in options:
        return url
    asked = next((str(options[key]) for key in ("rev", "ref", "tag", "branch") if options.get(key)), "")
    return f"{options['git']}@{asked}" if asked else str(options["git"])


def _marker(options: Mapping[str, object]) -> str:
    """The markers, those that stand under keys of their own (`python = "<3.12"`) included."""
    told = [str(options[key]) for key in ("markers",) if options.get(key)]
    told += [f'python_version {operator} "{version}"' for operator, version in _clauses(options.get("python"))]
    if isinstance(options.get("platform"), str):
        told.append(f'sys_platform == "{options["platform"]}"')
    return " and ".join(f"({one})" if len(told) > 1 else one for one in told)


def _clauses(version: object) -> list[tuple[str, str]]:
    """`^1.2` as [(">=", "1.2"), ("<", "2")]; what cannot be told (alternatives, words) is left open."""
    if not isinstance(version, str) or "|" in version:
        return []
    found = [CLAUSE.match(clause) for clause in version.split(",")]
    return [pair for one in found if one for pair in _clause(one.group(1), one.group(2))]


def _clause(operator: str, version: str) -> list[tuple[str, str]]:
    if version in ("", "*"):
        return []
    if operator in ("^", "~"):
        release = [int(part) for part in re.findall(r"\d+", version)[:3]]
        return [(">=", version), ("<", _above(release, operator))] if release else []
    return [(operator if operator not in ("", "=") else "==", version)]


def _above(release: list[int], operator: str) -> str:
    """The first version that `^` or `~` excludes."""
    moved = min(1, len(release) - 1)
    if operator == "^":
        moved = next((at for at, part in enumerate(release) if part), len(release) - 1)
    return ".".join(str(part) for part in (*release[:moved], release[moved] + 1))
