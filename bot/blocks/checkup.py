"""What has broken since the last checkup, and what was mended: for those who run Muster."""

from collections.abc import Iterator, Mapping, Sequence

from bot.blocks.drawing import Block, Drawing, drawing, section, small_print
from bot.blocks.facts import word
from bot.blocks.wording import line

Told = Mapping[str, str]


def checkup(*, broke: Sequence[Told], mended: Sequence[Told]) -> Drawing:
    """Return the message.

    Args:
        broke, mended: findings, each with `check`, `subject`, `what` and `how_to_mend`.
    """
    told = [
        f"{title}: {_names(findings)}."
        for title, findings in (("Broken", broke), ("Mended", mended))
        if findings
    ]
    return drawing(" ".join(["Muster's checkup.", *told]), _blocks(broke, mended))


def _blocks(broke: Sequence[Told], mended: Sequence[Told]) -> Iterator[Block]:
    for finding in broke:
        mend = line(word(finding, "how_to_mend"), 1_000)
        yield section(f"*Broken: {_name(finding)}*\n{line(word(finding, 'what'), 1_000)}\n{mend}")
    for finding in mended:
        yield section(f"*Mended: {_name(finding)}*")
    if broke:
        yield small_print("`muster doctor` says whether it is mended; the next checkup is in a day.")


def _names(findings: Sequence[Told]) -> str:
    return ", ".join(_name(finding) for finding in findings)


def _name(finding: Told) -> str:
    return line(f"{word(finding, 'check')} {word(finding, 'subject')}".strip(), 100)
