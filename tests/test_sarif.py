"""Is the SARIF what its schema and GitHub's code scanning ask for, and does it say everything that the audit says?"""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from test_report import ALLOWED, CLEAN, EMPTY, FULL, HOSTILE, LEAK, NO_CI, SEED, of

from mldebt.model import Audit, Cell, Comparison, Debt, Hop, Outcome, Place, Status
from mldebt.registry import load_checks
from mldebt.report import render, sarif
from mldebt.report.sarif_places import message, uri

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json").read_text("utf-8"))
VALIDATOR = Draft4Validator(SCHEMA)
KNOWN = replace(SEED, status=Status.KNOWN, fingerprint="f9")
WITH_RULES = replace(FULL, checks=load_checks())


def run_of(audit: Audit) -> dict[str, Any]:
    [run] = json.loads(render("sarif", audit))["runs"]
    assert isinstance(run, dict)
    return run


def result_of(*debts: Debt) -> dict[str, Any]:
    result = run_of(of(*debts))["results"][0]
    assert isinstance(result, dict)
    return result


@pytest.mark.parametrize("audit", [FULL, WITH_RULES, EMPTY, CLEAN, of(HOSTILE), of(KNOWN, LEAK, ALLOWED)])
def test_every_log_is_what_the_schema_says(audit: Audit) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(json.loads(render("sarif", audit)))] == []


def test_the_schema_would_notice() -> None:
    log = json.loads(render("sarif", FULL))
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0

    assert [error.json_path for error in VALIDATOR.iter_errors(log)] == [
        "$.runs[0].results[0].locations[0].physicalLocation.region.startLine"
    ]


def test_a_finding_is_told_with_place_price_and_chain() -> None:
    result = result_of(LEAK)

    def at(path: str, line: int) -> dict[str, Any]:
        artefact = {"uri": path, "uriBaseId": "SRCROOT"}
        return {"physicalLocation": {"artifactLocation": artefact, "region": {"startLine": line}}}

    cell = {"name": "cell 3, line 2", "fullyQualifiedName": "eda.ipynb: cell 3, line 2"}
    place = at("src/train.py", 48)
    place["physicalLocation"]["region"] |= {"startColumn": 5, "endLine": 48, "endColumn": 40}
    assert result == {
        "ruleId": "fit-before-split",
        "ruleIndex": 0,
        "level": "error",
        "rank": 100.0,
        "message": {"text": f"{LEAK.message}."},
        "locations": [place],
        "partialFingerprints": {"primaryLocationLineHash": "f1:1", "mldebt/v1": "f1"},
        "properties": {
            "family": "leakage", "kind": "site", "severity": "critical", "confidence": "high", "minutes": 45,
            "scored": True,
        },
        "codeFlows": [{"threadFlows": [{"locations": [
            {"location": at("src/load.py", 12) | {"message": {"text": "rows come from read_csv."}}},
            {"location": at("eda.ipynb", 90) | {
                "logicalLocations": [cell], "message": {"text": "StandardScaler.fit_transform(rows)."},
            }},
        ]}]}],
    }  # fmt: skip


def test_a_notebook_is_told_by_the_line_of_its_file_and_by_its_cell() -> None:
    result = result_of(replace(SEED, where=Place("eda.ipynb", 120, 9, 121, 3, Cell(4, 12)), fix="pass random_state=7"))
    [place] = result["locations"]

    assert result["message"]["text"] == (
        "train_test_split draws without a seed (cell 4, line 12). Fix: pass random_state=7."
    )
    assert place["physicalLocation"]["region"] == {"startLine": 120}
    assert place["logicalLocations"][0]["name"] == "cell 4, line 12"


def test_a_single_step_of_evidence_is_a_related_place() -> None:
    result = result_of(replace(LEAK, evidence=LEAK.evidence[:1]))

    assert "codeFlows" not in result
    assert [place["message"]["text"] for place in result["relatedLocations"]] == ["rows come from read_csv."]


def test_what_is_about_the_project_has_a_place_too() -> None:
    [place] = result_of(NO_CI)["locations"]

    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": ".", "uriBaseId": "SRCROOT"},
        "region": {"startLine": 1},
    }


@pytest.mark.parametrize(
    ("place", "region"),
    [
        (Place("a.py", 3, 2, 0, 0), {"startLine": 3}),
        (Place("a.py", 3, 5, 3, 5), {"startLine": 3}),
        (Place("a.py", 0, 0), {"startLine": 1}),
        (Place("a.py", 3, 5, 4, 0), {"startLine": 3, "startColumn": 5, "endLine": 4, "endColumn": 1}),
    ],
)
def test_a_region_says_only_what_is_known(place: Place, region: dict[str, int]) -> None:
    [told] = result_of(replace(LEAK, where=place))["locations"]
    assert told["physicalLocation"]["region"] == region


def test_a_suppressed_finding_is_kept_with_its_reason() -> None:
    [suppression] = result_of(ALLOWED)["suppressions"]
    unreasoned = replace(ALLOWED, suppression=replace(ALLOWED.suppression, reason="", expires=None))  # type: ignore[type-var]

    assert (suppression["kind"], suppression["status"]) == ("inSource", "accepted")
    assert suppression["justification"] == "kept for the paper (until 2027-01-31)"
    assert suppression["location"]["physicalLocation"]["region"] == {"startLine": 2}
    assert result_of(unreasoned)["suppressions"][0]["justification"] == "allowed by a comment without a reason"


def test_new_and_known_are_told_only_where_something_was_compared() -> None:
    audit = replace(of(KNOWN, LEAK, NO_CI), comparison=Comparison("the base", (LEAK, NO_CI)))
    compared = {one["ruleId"]: one.get("baselineState") for one in run_of(audit)["results"]}

    assert compared == {"unseeded-randomness": "unchanged", "fit-before-split": "new", "no-ci": "new"}
    assert all("baselineState" not in one for one in run_of(FULL)["results"])


def test_what_was_not_seen_is_a_notification() -> None:
    [invocation] = run_of(FULL)["invocations"]
    told = [(one["level"], one["message"]["text"]) for one in invocation["toolExecutionNotifications"]]

    assert invocation["executionSuccessful"] is False
    assert told == [
        ("warning", "big.ipynb was not fully read: it holds 4,212 kB."),
        ("warning", "src/broken.py was not fully read: invalid syntax."),
        ("note", "complexity-growth could not tell: the folder is not a git repository."),
        ("error", "glue-module crashed: KeyError: 'name'."),
    ]
    assert invocation["toolExecutionNotifications"][1]["locations"][0]["physicalLocation"]["region"]["startLine"] == 14


def test_an_audit_of_nothing_does_not_look_like_a_pass() -> None:
    [invocation] = run_of(EMPTY)["invocations"]

    assert [one["message"]["text"] for one in invocation["toolExecutionNotifications"]] == [f"{EMPTY.unscored}."]
    assert run_of(EMPTY)["properties"]["score"] is None


def test_rules_carry_what_github_shows() -> None:
    rules = run_of(WITH_RULES)["tool"]["driver"]["rules"]
    [seed] = [rule for rule in rules if rule["id"] == "unseeded-randomness"]

    assert [rule["id"] for rule in rules] == sorted({check.slug for check in load_checks()} | {"no-ci"})
    assert seed["name"] == "UnseededRandomness"
    assert seed["defaultConfiguration"] == {"level": "warning"}
    assert seed["help"]["markdown"].startswith("# ")
    assert "## Fix" in seed["help"]["markdown"]
    assert "# Corner cases" not in seed["help"]["markdown"].splitlines()
    assert "mldebt explain unseeded-randomness" in seed["help"]["text"]
    for rule in rules:
        assert re.fullmatch(r"[A-Z][A-Za-z0-9]*", rule["name"])
        assert all(rule[key]["text"].endswith((".", "!", "?")) for key in ("shortDescription", "fullDescription"))
        assert all(len(rule[key]["text"]) <= 1024 for key in ("shortDescription", "fullDescription"))
        assert len(rule["properties"]["tags"]) <= 20
        assert rule["properties"]["precision"] in ("high", "medium", "low")
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
    for result in run_of(WITH_RULES)["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_of_too_many_findings_the_worst_are_kept_and_the_rest_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 2)
    run = run_of(of(NO_CI, ALLOWED, SEED, LEAK))

    assert [one["ruleId"] for one in run["results"]] == ["unseeded-randomness", "fit-before-split"]
    [first, *_] = run["invocations"][0]["toolExecutionNotifications"]
    assert first["message"]["text"] == "2 findings of less weight left out, because the format's readers take no more."


def test_a_log_that_is_too_large_is_cut_by_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_BYTES", 1_500)
    debts = [replace(SEED, where=Place("a.py", n + 1), message=f"draw {n**9}", fingerprint=f"{n}") for n in range(64)]
    run = run_of(of(*debts))

    assert 0 < len(run["results"]) < 64
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].startswith(
        f"{64 - len(run['results'])} findings"
    )


def test_a_chain_without_end_is_cut() -> None:
    chain = tuple(Hop(Place("etl.sh", number), "step") for number in range(1, 3_000))
    [flow] = result_of(replace(LEAK, evidence=chain))["codeFlows"]
    assert len(flow["threadFlows"][0]["locations"]) == 1_000


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/train.py", "src/train.py"),
        ("", "."),
        ("a b/c#d?e%f.py", "a%20b/c%23d%3Fe%25f.py"),
        ("http:x.py", "http%3Ax.py"),
        ("données.py", "donn%C3%A9es.py"),
        ("caf\udce9.py", "caf%E9.py"),
        ("half\ud83d.py", "half%ED%A0%BD.py"),
        ("back\\slash.py", "back%5Cslash.py"),
        ("line\nbreak\033.py", "line%0Abreak%1B.py"),
    ],
)
def test_a_path_becomes_a_relative_address(path: str, expected: str) -> None:
    assert uri(path) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it draws", "it draws."),
        ("is it?", "is it?"),
        ("uses {0} and {x}", "uses {{0}} and {x}."),
        ("calls df[mask](1)", "calls df[mask] (1)."),
        ("bell \007", "bell \\x07."),
    ],
)
def test_a_message_is_a_sentence_in_which_nothing_is_a_placeholder_or_a_link(text: str, expected: str) -> None:
    assert message(text) == expected


def test_a_crash_is_the_only_thing_that_makes_a_run_unsuccessful() -> None:
    calm = tuple(check for check in FULL.coverage.checks if check.outcome is not Outcome.CRASHED)
    [invocation] = run_of(replace(FULL, coverage=replace(FULL.coverage, checks=calm)))["invocations"]
    assert invocation["executionSuccessful"] is True
