"""The audit as JSON objects, one a line: first the audit, then each finding, in the words of `schema.json`."""

from json import dumps

from mldebt.model import Audit

from .machine import told


def json_lines(audit: Audit) -> str:
    whole = told(audit)
    findings = whole.pop("findings")
    assert isinstance(findings, list)
    records = ({"record": "audit"} | whole, *({"record": "finding"} | finding for finding in findings))
    return "".join(dumps(record) + "\n" for record in records)
