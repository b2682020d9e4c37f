"""What `mldebt collect` leaves out of what it writes down, and what it keeps."""

import pytest

from mldebt.collect.redact import redacted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("export PGPASSWORD='hunter2'", "export PGPASSWORD='REDACTED'"),
        ("DB_PASSWORD=x1 run", "DB_PASSWORD=REDACTED run"),
        ("psql postgres://ml:s3cr3t@db/shop", "psql postgres://ml:REDACTED@db/shop"),
        ("git clone https://x-token:abc@host/a.git", "git clone https://x-token:REDACTED@host/a.git"),
        ("run --password hunter2 --dry", "run --password REDACTED --dry"),
        ("run --api-key=abc --dry", "run --api-key=REDACTED --dry"),
        ("curl -u bob:hunter2 https://host", "curl -u bob:REDACTED https://host"),
        ("curl -H 'Authorization: Bearer abcdefgh123'", "curl -H 'Authorization: Bearer REDACTED'"),
        ("mysql -u ml -phunter2 shop", "mysql -u ml -pREDACTED shop"),
        ("aws configure set aws_access_key_id AKIAIOSFODNN7EXAMPLE", "aws configure set aws_access_key_id REDACTED"),
        ('val token = "abcdef"', 'val token = "REDACTED"'),
        ('{"client_secret": "abcdef"}', '{"client_secret": "REDACTED"}'),
        ("x wJalrXUtnFEMI7K7MDENGbPxRfiCYEXAMPLEKEY0 y", "x REDACTED y"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END", "-----BEGIN RSA PRIVATE KEY-----REDACTED-----END"),
    ],
)
def test_secrets_are_left_out(text: str, expected: str) -> None:
    assert redacted(text) == (expected, 1)


@pytest.mark.parametrize(
    "text",
    [
        "PGPASSWORD=$PGPASSWORD psql",
        'PGPASSWORD="$(cat /run/secrets/pg)" psql',
        "run --password-file /run/secrets/db",
        "aws s3 cp /srv/a.csv s3://acme-prod/a.csv --profile prod",
        "psql postgres://ml@db/shop",
        "python train.py --tokenizer bert --passes 3",
        "SELECT author, bypass FROM t WHERE passes = 1",
        "connect(password=None)",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redacted(text)[0] == text
