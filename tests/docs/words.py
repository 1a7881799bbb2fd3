"""`make words` writes `docs/words.md` with this: everything that Muster says, in one place."""

import itertools
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.config import load
from tests.docs import drawings
from tests.docs.answers import answers, refusals
from tests.docs.quoted import FORMS, SHELL, sentences

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "words.md"

_HEAD = """\
# Everything that Muster says

Written by `make words` and held to the code by a test: to change a sentence, change it in the code, write
this page again, and read it here among the others. Each should be short and calm, and say what happened,
what it means, and what to do. Times stand here in UTC; in Slack everyone reads their own zone. Slack's marks
stand as they are sent.
"""


def page() -> str:
    """Return the page."""
    return "\n".join(["\n".join(part) for part in _parts()]).rstrip() + "\n"


def _parts() -> Iterator[Iterable[str]]:
    yield [_HEAD]
    yield ["## Private answers", ""]
    by_subject = sorted(answers(), key=lambda one: one[0])
    for subject, group in itertools.groupby(by_subject, key=lambda one: one[0]):
        yield [f"### {subject.removesuffix('.')}", "", *_listed(group), ""]
    yield ["## Refusals", ""]
    for subject, said in refusals():
        yield [f"### {subject}", "", *(_bullet(one) for one in dict.fromkeys(said)), ""]
    yield ["## What the card says when something could not be done", ""]
    yield ["What, then why and what to do; here with the topic for an example.", ""]
    yield [*(_bullet(one) for one in drawings.troubles()), ""]
    yield [
        "The other steps begin so:",
        "",
        *(_bullet(f"{one}: …") for one in dict.fromkeys(drawings.undone())),
        "",
    ]
    yield ["What is tried again is small print:", ""]
    yield [*(_bullet(one) for one in dict.fromkeys(drawings.waiting())), ""]
    config = load(ROOT / "config.example.yaml")
    yield from _drawn("## Messages", drawings.messages())
    yield from _drawn("## What people ask to see", drawings.shown(config))
    yield from _drawn("## Forms", drawings.forms())
    yield ["## Sure?", "", *(_bullet(one) for one in drawings.dialogs()), ""]
    yield ["## At the fields of forms", ""]
    for _, said in sentences(FORMS):
        yield [*(_bullet(one) for one in said), ""]
    yield ["## On the operator's shell", "", "`{…}` stands for what is filled in.", ""]
    for file, said in sentences(SHELL):
        yield [f"### {file}", "", *(_bullet(one) for one in said), ""]


def _listed(group: Iterable[tuple[str, str, list[str]]]) -> Iterator[str]:
    for _, name, said in group:
        yield from (_bullet(one, name=name) for one in dict.fromkeys(said))


def _bullet(text: str, *, name: str = "") -> str:
    first, *rest = text.splitlines() or [""]
    head = f"- `{name}` {first}" if name else f"- {first}"
    return "\n".join([head, *(f"  {line}" for line in rest)])


def _drawn(title: str, named: Iterable[tuple[str, str]]) -> Iterator[Iterable[str]]:
    yield [title, ""]
    for name, text in named:
        yield [f"### {name}", "", "```text", text, "```", ""]


def main(arguments: list[str]) -> int:
    """Write the page; with `--check` only say whether it is up to date."""
    name = PAGE.relative_to(ROOT)
    if arguments == ["--check"]:
        if PAGE.read_text("utf-8") == page():
            return 0
        sys.stderr.write(f"{name} is out of date: run `make words`.\n")
        return 1
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{name} written.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
