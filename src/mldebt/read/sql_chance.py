"""Does a statement of SQL pick rows by chance, without a seed? Judged by its words, which every dialect shares."""

from mldebt import patterns as re

from .sql_statements import ASIDE

_ASIDE = re.compile(ASIDE, re.DOTALL)
_MAYBE = re.compile(r"\brand(?:om)?\b|\bnewid\b|\bdbms_random\b|\bsample\b|\btablesample\b", re.IGNORECASE)
_DRAW = r"(?:rand(?:om)?\s*\(\s*\)|newid\s*\(\s*\)|dbms_random\.(?:value|random)\b)"
_ORDER = re.compile(rf"\border\s+by\s+{_DRAW}", re.IGNORECASE)
_FIRST_ROWS = re.compile(r"\b(?:limit|fetch\s+(?:first|next)|top\s*\(?)\s*(?!1\b)[\w:?$(]|\brownum\s*<", re.IGNORECASE)
_RANK = re.compile(rf"\bover\s*\([^()]*\border\s+by\s+{_DRAW}", re.IGNORECASE)
_SHARE = re.compile(rf"\b(?:where|and|or)\s+\(?\s*{_DRAW}\s*(?:\*\s*\d+\s*)?[<>]=?", re.IGNORECASE)
_SAMPLE = re.compile(
    r"\btablesample\b\s*(?:\w+\s*)?\((?!\s*bucket\b(?![^()]*\brand))(?:[^()]|\([^()]*\))*\)"
    r"|\bfrom\s+[\w.]+(?:\s+(?:as\s+)?\w+)?\s+(?:using\s+)?sample\s*(?:(?:bernoulli|system|block|row|reservoir)\s*)?\([^()]*\)",
    re.IGNORECASE,
)
_SEEDED = re.compile(r"[^()]*\b(?:repeatable|seed)\s*\(", re.IGNORECASE)
_SETS_SEED = re.compile(r"\bsetseed\s*\(|\bset\s+(?:@@)?(?:rand_seed|seed)\b", re.IGNORECASE)


def is_seeded(text: str) -> bool:
    """Somewhere in the text the generator of the session is given a seed."""
    return _SETS_SEED.search(text) is not None


def by_chance(text: str) -> str:
    """The words that pick rows by chance, as written; empty where none do, or where a seed stands beside them."""
    if not _MAYBE.search(text):
        return ""
    bare = _ASIDE.sub(" ", text)
    ordered = _ORDER.search(bare)
    if ordered and (_FIRST_ROWS.search(bare) or _RANK.search(bare)):
        return _shown(ordered)
    share = _SHARE.search(bare)
    if share:
        return _shown(share)
    sampled = _SAMPLE.search(bare)
    if sampled and not _SEEDED.match(bare, sampled.end()):
        return _shown(sampled)
    return ""


def _shown(found: re.Match[str]) -> str:
    words = " ".join(found.group().split())
    return words if len(words) <= 60 else words[:57] + "..."
