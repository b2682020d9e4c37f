"""What did the user probably mean?"""

from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of an error message: ` (did you mean 'x'?)`, or nothing."""
    from difflib import get_close_matches  # costs start-up time that only a mistake should pay

    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" (did you mean {near[0]!r}?)" if near else ""
