"""The configuration file and the command line as one value."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mldebt.model import (
    Attestation,
    Attestations,
    Check,
    Confidence,
    Distribution,
    EnvironmentWords,
    Finding,
    GateSettings,
    IoKind,
    IoRow,
    Kind,
    LicencePolicy,
    OwnIo,
    Section,
    Settings,
    Severity,
    SurfaceSettings,
    UserError,
)
from mldebt.settings import BUILT_IN, as_toml, chosen, load_settings, schema, sections_of, starter

DEFAULTS = Settings(sections=(Attestations(), EnvironmentWords(), LicencePolicy(), OwnIo(), SurfaceSettings()))


@dataclass(frozen=True, slots=True)
class Acme(Section):
    """What does Acme want?"""

    key = "acme"
    strict: bool = False
    share: float = 0.5


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project folder that is the top of its repository."""
    folder = tmp_path / "project"
    (folder / ".git").mkdir(parents=True)
    return folder


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def check(slug: str, family: str, *needs: type[Any]) -> Check:
    def run() -> Iterator[Finding]:
        yield from ()

    return Check(
        slug, family, "", "", Severity.LOW, Confidence.HIGH, Kind.SITE, 1, None, run, needs, Path(slug)
    )  # fmt: skip


CHECKS = (check("fit-before-split", "leakage"), check("test-set-reuse", "leakage"), check("sql-in-shell", "pipelines"))


def slugs(**settings: tuple[str, ...]) -> list[str]:
    return [check.slug for check in chosen(CHECKS, Settings(**settings))]  # type: ignore[arg-type]  # tuples only


def test_without_a_file_everything_has_its_default(root: Path) -> None:
    assert load_settings(root) == DEFAULTS


def test_every_kind_of_value_is_read(root: Path) -> None:
    written(
        root / "mldebt.toml",
        """
        select = ["leakage"]
        severity = "high"
        min-confidence = "medium"
        exclude = ["legacy/"]
        max-file-kb = 10
        [gate]
        fail-under = 70
        fail-on = "critical"
        max-debt-minutes = 0
        [licences]
        distribution = "open-source"
        own-licence = "MIT"
        deny = ["copyleft"]
        exceptions = { chardet = "only in tests" }
        [project]
        surfaces = ["training"]
        [attest.data-tests]
        owner = "Ana"
        evidence = "docs/"
        expires = 2027-01-31
        """,
    )
    settings = load_settings(root)
    assert settings == Settings(
        select=("leakage",),
        severity=Severity.HIGH,
        min_confidence=Confidence.MEDIUM,
        exclude=("legacy/",),
        max_file_kb=10,
        gate=GateSettings(70.0, Severity.CRITICAL, 0),
        sections=(
            Attestations({"data-tests": Attestation("Ana", "docs/", date(2027, 1, 31))}),
            EnvironmentWords(),
            LicencePolicy(Distribution.OPEN_SOURCE, "MIT", deny=("copyleft",), exceptions={"chardet": "only in tests"}),
            OwnIo(),
            SurfaceSettings(("training",)),
        ),
        config_path="mldebt.toml",
    )
    assert type(settings.gate.fail_under) is float
    assert settings.section(SurfaceSettings).surfaces == ("training",)


def test_the_nearest_file_wins_and_a_foreign_pyproject_is_passed_over(root: Path) -> None:
    written(root / "mldebt.toml", "jobs = 2")
    inner = written(root / "a/b/pyproject.toml", '[tool.ruff]\n[project]\ndependencies = ["mldebt"]\n').parent
    found = load_settings(inner)
    assert (found.jobs, found.config_path) == (2, "../../mldebt.toml")
    written(root / "a/.mldebt.toml", "jobs = 3")
    assert load_settings(inner).jobs == 3
    written(inner / "pyproject.toml", "[tool.mldebt]\njobs = 4")
    assert load_settings(inner).jobs == 4
    assert load_settings(inner / "pyproject.toml").jobs == 4


def test_the_search_ends_at_the_top_of_the_repository(root: Path) -> None:
    written(root.parent / "mldebt.toml", "jobs = 2")
    assert load_settings(root) == DEFAULTS


def test_isolated_reads_no_file_and_an_explicit_one_replaces_the_search(root: Path) -> None:
    written(root / "mldebt.toml", "jobs = 2")
    other = written(root / "other.toml", "jobs = 5")
    assert load_settings(root, isolated=True) == DEFAULTS
    assert load_settings(root, config=other) == replace(DEFAULTS, jobs=5, config_path=other.as_posix())
    with pytest.raises(UserError, match="exclude each other"):
        load_settings(root, config=other, isolated=True)
    with pytest.raises(UserError, match=r"missing\.toml cannot be read: No such file"):
        load_settings(root, config=root / "missing.toml")


def test_an_explicit_pyproject_without_our_table_means_defaults(root: Path) -> None:
    config = written(root / "pyproject.toml", "[project]")
    assert load_settings(root, config=config) == replace(DEFAULTS, config_path=config.as_posix())


def test_broken_toml_is_the_users_error_only_where_it_is_ours(root: Path) -> None:
    written(root / "pyproject.toml", "[project\n")
    assert load_settings(root) == DEFAULTS
    written(root / "pyproject.toml", "[tool.mldebt\n")
    with pytest.raises(UserError, match=r"pyproject\.toml is not valid TOML: .*line 1"):
        load_settings(root)
    (root / "mldebt.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UserError, match=r"mldebt\.toml is not valid TOML"):
        load_settings(root)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('selct = ["a"]', "there is no key 'selct' (did you mean 'select'?)"),
        ("max_file_kb = 1", "there is no key 'max_file_kb' (did you mean 'max-file-kb'?)"),
        ("[licence]", "there is no key 'licence' (did you mean 'licences'?)"),
        ('files = ["a"]', "there is no key 'files'"),
        ("[gate]\nfail-undr = 1", "there is no key 'gate.fail-undr' (did you mean 'fail-under'?)"),
        ("gate = 7", "gate must be a table, not 7"),
        (
            'severity = "hihg"',
            "severity must be one of low, medium, high, critical (did you mean 'high'?), not 'hihg'",
        ),
        ('select = "leakage"', "select must be a list of strings, not 'leakage'"),
        ("ignore = [1]", "ignore must be a list of strings, not [1]"),
        ("jobs = 0", "jobs must be a whole number of at least 1, not 0"),
        ("jobs = true", "jobs must be a whole number of at least 1, not True"),
        ("jobs = 1.5", "jobs must be a whole number of at least 1, not 1.5"),
        ("[gate]\nfail-under = 101", "gate.fail-under must be a number from 0 to 100, not 101"),
        ("[gate]\nfail-under = nan", "gate.fail-under must be a number from 0 to 100, not nan"),
        ("[licences]\nown-licence = 1", "licences.own-licence must be a string, not 1"),
        ("[licences]\nexceptions = [1]", "licences.exceptions must be a table of strings, not [1]"),
    ],
)
def test_a_mistake_is_told_with_file_and_key(root: Path, text: str, sentence: str) -> None:
    path = written(root / "mldebt.toml", text)
    with pytest.raises(UserError) as told:
        load_settings(root)
    assert str(told.value).startswith(f"{path}: {sentence}")


def test_a_table_for_us_that_is_none_is_told(root: Path) -> None:
    written(root / "pyproject.toml", "[tool]\nmldebt = 1")
    with pytest.raises(UserError, match=r"\[tool\.mldebt\] must be a table"):
        load_settings(root)


def test_the_command_line_replaces_values_and_adds_to_lists(root: Path) -> None:
    written(
        root / "mldebt.toml",
        'severity = "high"\nexclude = ["a"]\nignore = ["x"]\n[gate]\nfail-under = 50\nfail-on = "low"',
    )
    settings = load_settings(
        root,
        overrides={"severity": "low", "exclude": ["b"], "ignore": ["y"], "fail_under": 80, "jobs": None, "select": []},
    )
    assert settings == replace(
        DEFAULTS,
        exclude=("a", "b"),
        ignore=("x", "y"),
        gate=GateSettings(80.0, Severity.LOW),
        config_path="mldebt.toml",
    )


def test_a_selection_on_the_command_line_starts_afresh(root: Path) -> None:
    written(root / "mldebt.toml", 'select = ["a"]\nextend-select = ["b"]\nignore = ["c"]')
    settings = load_settings(root, overrides={"ignore": ["d"], "select": ["c"]})
    assert (settings.select, settings.extend_select, settings.ignore) == (("c",), (), ("d",))


def test_a_mistake_on_the_command_line_names_the_flag(root: Path) -> None:
    with pytest.raises(UserError, match=r"command line: --fail-on must be one of .*'critical'\?\), not 'critcal'"):
        load_settings(root, overrides={"fail_on": "critcal"})


def test_a_section_of_a_plugin_is_read_by_its_type(root: Path) -> None:
    sections = sections_of((check("a", "b", Acme, Finding), check("c", "d", Acme, LicencePolicy)))
    assert sections == (Acme, Attestations, EnvironmentWords, OwnIo, LicencePolicy, SurfaceSettings)
    written(root / "mldebt.toml", "[acme]\nstrict = true\nshare = 1")
    assert load_settings(root, sections=sections).section(Acme) == Acme(strict=True, share=1.0)
    with pytest.raises(UserError, match="there is no key 'acme'"):
        load_settings(root)
    written(root / "mldebt.toml", "[acme]\nstrict = 1")
    with pytest.raises(UserError, match=r"acme\.strict must be true or false, not 1"):
        load_settings(root, sections=sections)


def test_all_checks_run_unless_the_user_chooses() -> None:
    assert slugs() == ["fit-before-split", "test-set-reuse", "sql-in-shell"]
    assert slugs(select=("leakage",)) == ["fit-before-split", "test-set-reuse"]
    assert slugs(ignore=("leakage",)) == ["sql-in-shell"]
    assert slugs(select=("pipelines",), extend_select=("test-set-reuse",)) == ["test-set-reuse", "sql-in-shell"]


def test_naming_a_rule_outweighs_naming_its_family() -> None:
    assert slugs(ignore=("leakage",), extend_select=("test-set-reuse",)) == ["test-set-reuse", "sql-in-shell"]
    assert slugs(select=("leakage",), ignore=("test-set-reuse",)) == ["fit-before-split"]
    assert slugs(select=("test-set-reuse",), ignore=("test-set-reuse",), extend_select=("pipelines",)) == [
        "sql-in-shell"
    ]


@pytest.mark.parametrize("key", ["select", "ignore", "extend_select"])
def test_an_unknown_rule_is_the_users_error(key: str) -> None:
    with pytest.raises(
        UserError, match=r"there is no rule or family 'fit-befor-split' \(did you mean 'fit-before-split'\?\)"
    ):
        slugs(**{key: ("fit-befor-split",)})


def test_choosing_nothing_is_the_users_error() -> None:
    with pytest.raises(UserError, match="leave no rule to run"):
        slugs(ignore=("leakage", "pipelines"))


def test_the_starter_file_is_valid_and_uncommented_it_is_too(root: Path) -> None:
    written(root / "mldebt.toml", starter())
    assert load_settings(root) == replace(DEFAULTS, config_path="mldebt.toml")
    keys = [line.removeprefix("# ") if " = " in line else line for line in starter().splitlines()]
    written(root / "mldebt.toml", "\n".join(keys))
    assert load_settings(root) == replace(
        DEFAULTS, gate=GateSettings(60.0, Severity.CRITICAL, 2400, Severity.HIGH, 60, 0.5, 0), config_path="mldebt.toml"
    )


def test_settings_shown_as_a_file_read_back_as_themselves(root: Path) -> None:
    settings = replace(
        DEFAULTS,
        ignore=('a "b" \\ \n\x7f',),
        gate=GateSettings(fail_under=12.5),
        sections=(
            Attestations({"tests": Attestation('Ben "B"', "https://x.example/y", date(2031, 2, 3))}),
            EnvironmentWords(prod=("pv",)),
            LicencePolicy(exceptions={"a.b": "ü", "c": ""}),
            OwnIo({"?.fetch": "0"}, rows={"lake.load": IoRow(reads=1, kind=IoKind.MODEL)}),
            SurfaceSettings(),
            Acme(strict=True),
        ),
    )
    written(root / "mldebt.toml", as_toml(settings, (*BUILT_IN, Acme)))
    assert load_settings(root, sections=(*BUILT_IN, Acme)) == replace(settings, config_path="mldebt.toml")


def test_the_schema_accepts_what_we_accept_and_nothing_else() -> None:
    validator = jsonschema.Draft202012Validator(schema((*BUILT_IN, Acme)))
    validator.check_schema(validator.schema)
    good: dict[str, Any] = {
        "select": ["a"], "severity": "low", "jobs": 2, "gate": {"fail-under": 1.5, "fail-on": "high"},
        "licences": {"exceptions": {"a": "b"}, "distribution": "saas"}, "acme": {"strict": True, "share": 0.1},
        "attest": {"tests": {"owner": "a", "evidence": "b", "expires": "2027-01-31"}},
    }  # fmt: skip
    assert validator.is_valid(good)
    bad: list[dict[str, Any]] = [
        {"selct": []}, {"files": []}, {"select": "a"}, {"severity": "no"}, {"jobs": 0}, {"gate": {"fail-under": 101}},
        {"licences": {"exceptions": {"a": 1}}}, {"acme": {"strict": 1}}, {"project": {"x": 1}},
        {"attest": {"tests": {"owner": "a", "evidence": "b"}}},
    ]  # fmt: skip
    assert [case for case in bad if validator.is_valid(case)] == []


def test_every_built_in_key_is_explained() -> None:
    whole = schema()["properties"]
    tables = [whole, *(table["properties"] for table in whole.values() if "properties" in table)]
    assert [name for table in tables for name, value in table.items() if not value["description"]] == []


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ('evidence = "docs/", expires = 2027-01-31', r"attest.tests has no owner. Who answers for it"),
        ('owner = "Ana", evidence = "", expires = 2027-01-31', "attest.tests has no evidence"),
        ('owner = "Ana", evidence = "docs/"', "attest.tests has no expires"),
        ('owner = "Ana", evidence = "d", expires = "spring"', "attest.tests.expires must be a date such as 2027-01-31"),
        ('owner = "Ana", evidence = "d", expires = 2027', "must be a date"),
        ('owner = "Ana", evidence = "d", expires = 2027-01-31T10:00:00', "must be a date"),
        ('ownr = "Ana"', r"no key 'attest.tests.ownr' \(did you mean 'owner'\?\)"),
    ],
)
def test_an_attestation_lacks_nothing(root: Path, row: str, told: str) -> None:
    written(root / "mldebt.toml", f"[attest]\ntests = {{ {row} }}\n")
    with pytest.raises(UserError, match=told):
        load_settings(root)


def test_a_date_may_stand_in_quotes(root: Path) -> None:
    written(root / "mldebt.toml", '[attest.tests]\nowner = "A"\nevidence = "d"\nexpires = "2027-01-31"\n')
    assert load_settings(root).section(Attestations).rows["tests"].expires == date(2027, 1, 31)
