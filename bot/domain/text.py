"""Text between people and Slack: escape, cut, and read Slack's own notation."""

import re
import unicodedata
from datetime import UTC, datetime, tzinfo
from urllib.parse import urlsplit

from bot.domain.moments import say_day, say_moment

ELLIPSIS = "…"
CHANNEL_NAME_LIMIT = 80
"""Characters of a channel's name (Slack, `conversations.create`)."""

_SEQUENCE = re.compile(r"&(?:amp|lt|gt);|<[@#!hHmM][^<>]*>")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}
_ANGLE = re.compile(r"<([^<>]*)>")
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_URL = re.compile(r"<(https?://[^<>|\s]+)(?:\|[^<>]*)?>|(https?://[^<>|\s]+)", re.IGNORECASE)
_ID = re.compile(r"[A-Z0-9]+")
_CHANNEL_ID = re.compile(r"[CDG][A-Z0-9]+")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_UNSEEN_KINDS = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn"})
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and signs that show nothing
_JOINER = "\u200d"
_JOINERS = frozenset("\u200d\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")  # and skin tones
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"}
)


def escape(text: str) -> str:
    """Return `text` such that Slack shows it as it is: no mention, link or date comes of it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, limit: int) -> str:
    """Return `text` in at most `limit` characters, cut after a word and with "…" if something is missing.

    Works on plain and on escaped text: neither an entity (`&lt;`) nor a mention, link or date is split.
    """
    if len(text) <= limit:
        return text
    if limit <= 0:
        return ""
    end = _whole(text, limit - len(ELLIPSIS))
    word = max(text.rfind(" ", 0, end + 1), text.rfind("\n", 0, end + 1))
    if word > end // 2:
        end = _whole(text, word)
    return text[:end].rstrip(" \t\n,:") + ELLIPSIS


def _whole(text: str, end: int) -> int:
    """Return the last place up to `end` that splits no sequence of Slack's, accent or joined emoji."""
    while end > 0 and (unicodedata.combining(text[end]) or text[end] in _JOINERS or text[end - 1] == _JOINER):
        end -= 1
    for match in _SEQUENCE.finditer(text):
        if match.start() >= end:
            break
        if match.end() > end:
            return match.start()
    return end


def safe(text: str, limit: int) -> str:
    """Return `text` escaped, in at most `limit` characters as Slack counts them."""
    return cut(escape(text), limit)


def one_line(text: str) -> str:
    """Return `text` with every run of white space as one space."""
    return " ".join(text.split())


def plain(incoming: str) -> str:
    """Return what a person sees of text that Slack sent us: names for ids, no entities, no controls."""
    return legible(_unescape(_ANGLE.sub(_shown, incoming)))


def legible(typed: str) -> str:
    """Return what a person typed without controls; nothing, where nobody would see anything."""
    text = _UNSEEN.sub("", typed.replace("\r\n", "\n"))
    return text if any(_is_seen(character) for character in text) else ""


def storable(text: str) -> str:
    """Return `text` such that it can be written in UTF-8 and kept by PostgreSQL.

    JSON can spell NUL, which the database refuses, and halves of characters, which nothing can encode: a sign
    for "unknown" stands in their place.
    """
    return _UNSTORABLE.sub("\ufffd", text)


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN_KINDS and character not in _FILLERS


def _unescape(text: str) -> str:
    return _ENTITY.sub(lambda match: _ENTITIES[match[1]], text)


def _shown(match: re.Match[str]) -> str:
    target, _, label = match[1].partition("|")
    head, rest = target[:1], target[1:]
    if head in ("@", "#"):
        return head + (label.removeprefix(head) or rest)
    if head == "!":
        name, _, argument = rest.partition("^")
        if name == "date":
            return label or argument.partition("^")[0]
        return "@" + (label.removeprefix("@") or argument or name)
    bare = target.removeprefix("mailto:").removeprefix("tel:")
    if bare != target:
        return label or bare
    if not label or label in (target, target.partition("://")[2]):
        return target
    return f"{label} ({target})"


def mention(slack_id: str) -> str:
    """Return the notation that names and notifies a person."""
    return f"<@{slack_id}>" if _ID.fullmatch(slack_id) else escape(f"@{slack_id}")


def group_mention(slack_id: str) -> str:
    """Return the notation that names and notifies a user group."""
    return f"<!subteam^{slack_id}>" if _ID.fullmatch(slack_id) else escape(f"@{slack_id.removeprefix('@')}")


def channel_mention(slack_id: str) -> str:
    """Return the notation that links to a channel; a name is shown as one."""
    return f"<#{slack_id}>" if _CHANNEL_ID.fullmatch(slack_id) else escape(f"#{slack_id.removeprefix('#')}")


def link(url: str, label: str = "") -> str:
    """Return the notation of a link; what is no http address is shown, not linked.

    Args:
        url: an address, bare or in Slack's own notation.
    """
    address = read_url(url)
    if address is None:
        return escape(f"{label} ({url})" if label else url)
    target = escape(address).replace("|", "%7C")
    shown = escape(one_line(label)).replace("|", "/")
    return f"<{target}|{shown}>" if shown else f"<{target}>"


def slack_date(moment: datetime, *, fallback_zone: tzinfo = UTC, with_day: bool = False) -> str:
    """Return `moment` so that everyone reads it in their own zone.

    Args:
        fallback_zone: of the words that stand where Slack cannot convert (notifications).
        with_day: whether the day is said too.
    """
    said = say_moment(moment, zone=fallback_zone)
    if not with_day:
        return f"<!date^{int(moment.timestamp())}^{{time}}|{said}>"
    day = say_day(moment.astimezone(fallback_zone))
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} {{time}}|{day} {said}>"


def read_mention(word: str) -> str | None:
    """Return the Slack id of the person that `word` mentions (`<@U1|ana>`), or None."""
    match = _MENTION.fullmatch(word.strip())
    return match[1] if match else None


def read_url(word: str) -> str | None:
    """Return the http address that `word` is, typed bare or as Slack's `<https://…|label>`, or None."""
    match = _URL.fullmatch(word.strip())
    if match is None or len(word) > 3_000 or _UNSEEN.search(word):
        return None
    url = _unescape(match[1] or match[2])
    try:
        return url if urlsplit(url).hostname else None
    except ValueError:
        return None


def slug(text: str) -> str:
    """Return `text` in the letters of a channel's name: lower-case ASCII, digits, `-` and `_`."""
    letters = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    ascii_only = letters.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9_]+", "-", ascii_only).strip("-_")


def channel_name(template: str, *, number: int, title: str, suffix: str = "") -> str:
    """Return a war room's name of at most 80 characters, never ending in `-`.

    Args:
        template: with `{number}` and `{slug}`.
        suffix: tells it from a name that is taken; it is never cut off.
    """
    tail = f"-{slug(suffix)}" if slug(suffix) else ""
    fixed = len(template.replace("{number}", str(number)).replace("{slug}", "")) + len(tail)
    short = slug(title)[: max(0, CHANNEL_NAME_LIMIT - fixed)]
    if short != slug(title) and "-" in short[len(short) // 2 :]:
        short = short[: short.rindex("-")]
    name = slug(template.replace("{number}", str(number)).replace("{slug}", short))
    name = name[: CHANNEL_NAME_LIMIT - len(tail)].rstrip("-_")
    return (name or str(number)) + tail
