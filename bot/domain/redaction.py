"""Secrets in text: recognised by their form, to warn at note time and to take them out of what programs say.

Every pattern is bounded, and a long one takes all that it has read, so that hostile text costs little more
than reading it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.words import listed

_KEY_BEGIN = r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----"
_KEY_END = r"-----END [A-Z ]{0,30}PRIVATE KEY-----"
_B64 = r"[A-Za-z0-9+/=_-]"
_FORMS = {
    "private_key": rf"{_KEY_BEGIN}(?:[\s\S]{{0,8000}}?{_KEY_END}|[\s\S]{{0,8000}})",
    "slack_token": r"\bxox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{10,250}|\bxapp-[A-Za-z0-9-]{10,250}",
    "slack_webhook": r"\bhooks\.slack\.com/(?:services|workflows|commands|actions)/[A-Za-z0-9/_-]{10,250}",
    "github_token": r"\bgh[opsur]_[A-Za-z0-9]{20,255}|\bgithub_pat_[A-Za-z0-9_]{20,255}",
    "gitlab_token": r"\bgl(?:pat|dt|rt|ptt)-[A-Za-z0-9_-]{18,100}",
    "aws_key": r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
    "google_key": r"\bAIza[A-Za-z0-9_-]{35}",
    "stripe_key": r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{10,250}",
    "model_key": r"\bsk-(?=[A-Za-z_-]{0,100}[0-9])[A-Za-z0-9_-]{20,250}",
    "jwt": rf"(?<!{_B64})eyJ{_B64}{{8,4000}}\.eyJ{_B64}{{8,4000}}\.{_B64}{{8,4000}}",
    "url_password": r"(?<=://)[^\s/:@<>|]{0,100}:[^\s/@<>|]{1,200}(?=@)",
    "bearer": r"(?i:\b(?:bearer|basic)\s{1,4}(?=[a-z+/=._~-]{0,100}[0-9])[a-z0-9+/=._~-]{16,2000})",
    "assignment": (
        r"(?i:(?<![a-z])(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|client[_-]?secret)"
        r"[\"']?(?:=[\"']?|\s{0,4}[=:]\s{0,4}[\"']?(?=[^\s\"',;<>]{0,40}[0-9!$%&*+_/]))[^\s\"',;<>]{6,200})"
    ),
    "card": (
        r"(?<![0-9.-])(?:[2-6][0-9]{12,18}|[0-9]{4}[ -][0-9]{6}[ -][0-9]{5}|(?:[0-9]{4}[ -]){3}[0-9]{1,7})"
        r"(?![0-9.-])"
    ),
}
_SHORTEST_KNOWN = 6  # shorter values (`prod`, `true`) are no secrets, and stand in many words
_SECRET = re.compile("|".join(f"(?P<{name}>{form})" for name, form in _FORMS.items()))

WORDS = {
    "private_key": "a private key",
    "slack_token": "a Slack token",
    "slack_webhook": "a Slack webhook's address",
    "github_token": "a GitHub token",
    "gitlab_token": "a GitLab token",
    "aws_key": "an AWS access key",
    "google_key": "a Google API key",
    "stripe_key": "a Stripe key",
    "model_key": "an API key",
    "jwt": "a signed token (JWT)",
    "url_password": "a password inside an address",
    "bearer": "an authorization header",
    "assignment": "a password or key",
    "card": "a card number",
}
"""What each form is called in a warning."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One place in a text that looks like a secret: what of (`WORDS`), and from where to where."""

    form: str
    start: int
    end: int


def find_secrets(text: str) -> tuple[Finding, ...]:
    """Return the places in `text` that look like a secret, in order."""
    found = ((match.lastgroup or "", match) for match in _SECRET.finditer(text))
    return tuple(
        Finding(form=form, start=match.start(), end=match.end())
        for form, match in found
        if form != "card" or _is_card(match[0])
    )


def warning(text: str, *, command: str = "/incident") -> str | None:
    """Return the sentence that warns who just wrote a secret down, or None."""
    forms = list(dict.fromkeys(finding.form for finding in find_secrets(text)))
    if not forms:
        return None
    return (
        f"This looks like {listed([WORDS[form] for form in forms])}. It is on the timeline as you wrote it; "
        f"`{command} redact last` removes it. Whoever reads this channel may have seen it, so change it too."
    )


def _is_card(text: str) -> bool:
    """Check the number's own check digit (ISO/IEC 7812-1, Luhn), so that ids and times are left alone."""
    digits = [int(letter) for letter in text if letter.isdigit()]
    doubled = [digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0 and len(set(digits)) > 1


def without_secrets(text: str, *, known: Mapping[str, str] | None = None) -> str:
    """Return `text` with a word in place of each secret: known ones, and what looks like one.

    Args:
        known: values by the name that stands in their place; a word of one (`Bearer …`) is a secret too.
    """
    values = [
        (part, name)
        for name, value in (known or {}).items()
        for part in {value.strip(), *value.split()}
        if len(part) >= _SHORTEST_KNOWN
    ]
    for value, name in sorted(values, key=lambda one: -len(one[0])):
        text = text.replace(value, f"({name})")
    kept, at = [], 0
    for found in find_secrets(text):
        kept += [text[at : found.start], f"({WORDS[found.form]}, taken out)"]
        at = found.end
    return "".join([*kept, text[at:]])
