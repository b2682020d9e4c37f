"""Which words of SQL pick rows by chance?"""

import pytest

from mldebt.read.sql_chance import by_chance, is_seeded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SELECT * FROM t ORDER BY RAND() LIMIT 100", "ORDER BY RAND()"),
        ("select * from t order by random ( ) fetch first 10 rows only", "order by random ( )"),
        ("SELECT TOP 100 * FROM t ORDER BY NEWID()", "ORDER BY NEWID()"),
        ("SELECT TOP (100) * FROM t ORDER BY NEWID()", "ORDER BY NEWID()"),
        ("SELECT * FROM (SELECT * FROM t ORDER BY dbms_random.value) WHERE rownum <= 9", "ORDER BY dbms_random.value"),
        ("SELECT * FROM t TABLESAMPLE (10 PERCENT)", "TABLESAMPLE (10 PERCENT)"),
        ("SELECT * FROM t TABLESAMPLE SYSTEM (10)", "TABLESAMPLE SYSTEM (10)"),
        ("SELECT * FROM t AS a SAMPLE BERNOULLI (10)", "FROM t AS a SAMPLE BERNOULLI (10)"),
        ("SELECT * FROM t TABLESAMPLE (BUCKET 1 OUT OF 9 ON rand())", "TABLESAMPLE (BUCKET 1 OUT OF 9 ON rand())"),
        ("SELECT * FROM t WHERE a = 1 AND RAND() < 0.2", "AND RAND() <"),
        ("SELECT * FROM t WHERE a = 1 AND RAND() * 100 <= 20", "AND RAND() * 100 <="),
        ("SELECT * FROM t ORDER BY random() LIMIT $1", "ORDER BY random()"),
    ],
)  # fmt: skip
def test_rows_picked_by_chance(text: str, words: str) -> None:
    assert by_chance(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM t ORDER BY RAND(7) LIMIT 100",
        "SELECT * FROM t ORDER BY RANDOM() LIMIT 1",
        "SELECT TOP 1 * FROM t ORDER BY NEWID()",
        "SELECT * FROM t ORDER BY rand LIMIT 100",
        "SELECT * FROM t ORDER BY RAND()",
        "SELECT RAND() AS noise FROM t LIMIT 100",
        "SELECT * FROM t TABLESAMPLE BERNOULLI (10) REPEATABLE (3)",
        "SELECT * FROM t SAMPLE (10) SEED (3)",
        "SELECT * FROM t TABLESAMPLE (BUCKET 1 OUT OF 9 ON id)",
        "SELECT sample(x) FROM t",
        "SELECT * FROM samples WHERE sample = 1 LIMIT 9",
        "SELECT '-- ORDER BY RAND() LIMIT 9' FROM t /* ORDER BY RAND() LIMIT 9 */",
    ],
)
def test_rows_that_are_the_same_each_time_or_only_looked_at(text: str) -> None:
    assert by_chance(text) == ""


def test_a_session_may_be_seeded() -> None:
    assert is_seeded("select setseed(0.5);")
    assert not is_seeded("select seed from t")
