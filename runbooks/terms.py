"""Words of a title and of symptoms, brought to a form in which they can be compared."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_WORD = re.compile(r"[a-z0-9]+(?:'s)?")
_ENDINGS = ("s", "ation", "ion", "ing", "ed", "ie", "y", "e")
_LONGEST_TEXT = 5_000

STOP: Final = frozenset(
    """
    a about after again all an and any are as at be been but by can cannot could customer customers
    did do does down during error errors every fail failed failing fails failure failures for from
    get gets had has have high how if in incident into is issue issues it its many more most new no
    not of off on once one or our out over problem problems run say see service services since slow so some
    than that the their them then there they this to too under up user users very was we were what
    when where which while who why with
    """.split()
)
"""Words that say nothing about which runbook fits, because they fit nearly all."""


@lru_cache(maxsize=2_048)  # the words of runbooks are asked for with every incident
def terms(text: str) -> tuple[str, ...]:
    """Return the words of `text` that tell something, in order, each once, without their endings."""
    letters = unicodedata.normalize("NFKD", text[:_LONGEST_TEXT].lower()).encode("ascii", "ignore").decode()
    words = (word.removesuffix("'s") for word in _WORD.findall(letters))
    return tuple(dict.fromkeys(_stem(word) for word in words if word not in STOP and (len(word) > 1)))


def _stem(word: str) -> str:
    """Return `word` without what only bends it: `evictions` and `evicted` are one word."""
    while ending := next((one for one in _ENDINGS if word.endswith(one) and len(word) >= 3 + len(one)), ""):
        word = word.removesuffix(ending)
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word
