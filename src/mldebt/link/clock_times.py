"""At which minutes of the day does a schedule start its job?"""

import re

DAY = 24 * 60
NAMED = {"@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *"}
MOST = 6
"""A job that starts more often than this in a day looks whether there is something to do."""


def minutes_of_day(expression: str) -> tuple[int, ...]:
    """The starts in a day, none where they are too many, or where the expression does not tell."""
    fields = NAMED.get(expression.strip(), expression).split()
    if len(fields) in (6, 7):  # Quartz begins with seconds
        fields = fields[1:]
    if len(fields) < 5:
        return ()
    minutes, hours = _numbers(fields[0], 60), _numbers(fields[1], 24)
    starts = tuple(sorted(hour * 60 + minute for hour in hours for minute in minutes))
    return starts if len(starts) <= MOST else ()


def minutes_between(first: str, then: str) -> int | None:
    """The shortest time from a start of the one to a start of the other."""
    gaps = [(late - early) % DAY for early in minutes_of_day(first) for late in minutes_of_day(then)]
    return min((gap for gap in gaps if gap), default=None)


def _numbers(field: str, end: int) -> list[int]:
    found: list[int] = []
    for part in field.split(","):
        whole = re.fullmatch(r"(\d+)(?:-(\d+))?(?:/(\d+))?|\*(?:/(\d+))?|\?", part)
        if whole is None:
            return []
        if whole[1] is None:
            found += range(0, end, int(whole[4] or 1) or 1)
        else:
            last = int(whole[2]) if whole[2] else end - 1 if whole[3] else int(whole[1])
            found += range(int(whole[1]), min(last, end - 1) + 1, int(whole[3] or 1) or 1)
    return found
