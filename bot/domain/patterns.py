"""Patterns of parameters: a small part of regular expressions, so that no value can make one slow.

Groups are left out on purpose: repeats inside repeats are what lets a short text take years to match.
"""

import re

LONGEST_VALUE = 200
"""Characters of a parameter's value."""

EXPECTED = "letters, classes such as [a-z0-9-] and at most three repeats such as {1,63}, without groups"

_CLASS = r"\[\^?\]?(?:\\[dwsDWS\\\]\[^.+*?(){}|/-]|[^\]\[\\])*\]"
_ATOM = rf"(?:{_CLASS}|\\[dwsDWS.\\+*?()\[\]{{}}|^$/-]|[^\\\[\](){{}}*+?|^$])"
_REPEAT = r"(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})"
_PIECE = re.compile(rf"({_ATOM})({_REPEAT})?", re.DOTALL)
_SET_OPERATION = re.compile(r"--|&&|\|\||~~")  # `re` warns that their meaning may change
_LONGEST = 200
_MOST_REPEATS = 3


def is_pattern(text: str) -> bool:
    """Tell whether `text` is a pattern that a parameter may have."""
    if not text or len(text) > _LONGEST or _SET_OPERATION.search(text):
        return False
    at = repeats = 0
    while at < len(text):
        if text[at] == "|":
            at, repeats = at + 1, 0
            continue
        piece = _PIECE.match(text, at)
        if piece is None:
            return False
        repeats += piece[2] is not None and (piece[2][0] != "{" or "," in piece[2])
        at = piece.end()
        if repeats > _MOST_REPEATS:
            return False
    try:
        re.compile(text)
    except (re.error, OverflowError):
        return False
    return True


def fits(value: str, pattern: str) -> bool:
    """Tell whether all of `value` matches `pattern` ; an empty one takes any text."""
    return not pattern or re.fullmatch(pattern, value, re.ASCII) is not None
