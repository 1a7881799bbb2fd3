"""Whatever stands in a document, a runbook or findings come of it, never an exception, and soon."""

import hypothesis.strategies as st
from hypothesis import given, settings

from bot.domain.patterns import fits, is_pattern
from runbooks.catalogue import LIBRARY
from runbooks.lint import lint
from runbooks.model import Runbook
from runbooks.parser import parse
from runbooks.rules.known import Known
from tests.runbooks.documents import DOCUMENT, PATH, TODAY

_REAL = [DOCUMENT, *(path.read_text() for path in sorted(LIBRARY.glob("*.md")))]
_WORDS = """
---|```|```sh|~~~|### 2. x|## Steps|# x|**Risk:**|**Decide:**|**Action:**|**Undo:** x|- If x, go to step 99.
- Otherwise, finish.|- If x, go to runbook y.|{{|{{x}}|}}|{{service}}|title: [|services: {a: b}|alerts: [[a]]
parameters: x|  pattern: (|<<: *a|&a|*a|!!binary x|review_every: 99999d|last_reviewed: 9999-12-31|$(|<<EOF
"""
_PIECES = st.sampled_from([*_WORDS.strip().replace("\n", "|").split("|"), *"\t\x00\ud800'\"`\u2028\\"])
_NOISE = st.text(alphabet="ab:-#@&*!|>'\"%{}[],? \n\tß\x00\ud7ff*`~$\\", max_size=40)


@st.composite
def _mutated(draw: st.DrawFn) -> str:
    lines = draw(st.sampled_from(_REAL)).split("\n")
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(lines) - 1))
        other = draw(st.integers(0, len(lines) - 1))
        match draw(st.integers(0, 5)):
            case 0:
                del lines[at]
                lines = lines or [""]
            case 1:
                lines.insert(at, draw(_PIECES))
            case 2:
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines[at] = lines[at] + draw(_PIECES)
            case 4:
                lines = lines[: max(1, at)]
            case _:
                lines[at] = draw(_NOISE)
    return "\n".join(lines)


@given(st.text(max_size=200) | st.lists(_PIECES, max_size=30).map("\n".join))
def test_any_text_is_a_runbook_or_findings(text: str) -> None:
    """Markdown's and YAML's own characters in any order."""
    _is_read_or_refused(text)


@given(st.lists(_PIECES | _NOISE, max_size=12).map("\n".join))
def test_any_front_matter_is_a_runbook_or_findings(lines: str) -> None:
    """With a right document below it."""
    _is_read_or_refused(f"---\n{lines}\n---\n{DOCUMENT.split('---', 2)[2]}")


@settings(max_examples=200)
@given(_mutated())
def test_a_real_document_that_was_damaged_is_a_runbook_or_findings(text: str) -> None:
    """Lines lost, swapped, cut and written into; what is still a runbook can be checked, too."""
    _is_read_or_refused(text)


def test_every_beginning_of_a_document_is_a_runbook_or_findings() -> None:
    """A file that was cut off, at every line and character."""
    lines = DOCUMENT.split("\n")
    for end in range(len(lines)):
        _is_read_or_refused("\n".join(lines[:end]))
        _is_read_or_refused("\n".join([*lines[:end], *lines[end + 1 :]]))
    for end in range(0, len(DOCUMENT), 7):
        _is_read_or_refused(DOCUMENT[:end])


@given(st.text(alphabet="ab01()[]{}*+?|\\^$.-,&~", max_size=30), st.text(alphabet="ab01-", max_size=200))
def test_any_pattern_is_refused_or_quick(pattern: str, value: str) -> None:
    """What is accepted can be asked with a long value; the test session's time limit would notice."""
    if is_pattern(pattern):
        assert fits(value, pattern) in {True, False}


def _is_read_or_refused(text: str) -> None:
    parsed = parse(text, path=PATH)
    if isinstance(parsed, Runbook):
        assert parsed.title
        assert parsed.steps
        found = lint(
            parsed, known=Known(today=TODAY, services=("a",), severities=("SEV1",), owners=(), runbooks=())
        )
    else:
        found = parsed
        assert found
    lines = text.count("\n") + text.count("\r") + 1
    for finding in found:
        assert finding.file == PATH
        assert 1 <= finding.line <= lines + 1
        assert finding.sentence
        assert "\n" not in finding.sentence
