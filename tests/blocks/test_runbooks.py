"""What is drawn of runbooks: within Slack's limits, readable, and without words that ping anybody."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.blocks import actions as names
from bot.blocks.following import step_at_length
from bot.blocks.markdown import code_block, mrkdwn_of
from bot.blocks.modals import runbooks as forms
from bot.blocks.registry import draw
from bot.blocks.runbooks import runbook_info, runbook_list
from bot.domain.run_views import ParameterView, RunbookView, RunView
from tests.blocks.limits import mistakes_of_message, mistakes_of_view
from tests.blocks.runs import RUN, RUNBOOK, runbooks, runs
from tests.blocks.samples import NOW, hostile, incident, surroundings

_quick = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


@_quick
@given(runs(), st.sampled_from([names.RUN_SKIP, names.RUN_STOP]))
def test_every_form_of_a_run_is_one_that_slack_takes(run: RunView, choice: str) -> None:
    """However long the step, and whatever the words."""
    asked = [ParameterView(name="pid", description=run.title, default=run.title)]
    for view in (
        forms.why_form(run, run.step, choice=choice, metadata=""),
        forms.go_to_form(run, metadata=""),
        forms.values_form(run, asked=asked, metadata=""),
        forms.values_form(run, asked=[], metadata=""),
        forms.step_view(run),
        forms.start_form(incident(), replace(RUNBOOK, title=run.title), asked=asked, metadata=""),
    ):
        assert mistakes_of_view(view) == []


@_quick
@given(st.lists(runbooks, max_size=40), hostile, runs())
def test_every_list_of_runbooks_is_one_that_slack_takes(
    found: list[RunbookView], words: str, run: RunView
) -> None:
    """Many of them, with long titles."""
    many = [replace(one, id=f"runbook-{number}") for number, one in enumerate(found)]
    view = incident(runs=(run,))
    for drawn in (
        runbook_list(many, words=words, view=view, now=NOW, command="/incident"),
        runbook_list(many, words="", view=view, now=NOW, command="/incident"),
        *(runbook_info(one, number=42) for one in many[:1]),
        *([step_at_length(run)] if run.step is not None else []),
    ):
        assert mistakes_of_message(drawn.text, drawn.blocks) == []


@pytest.mark.parametrize(
    ("markdown", "mrkdwn"),
    [
        ("Take **care** of `a<b`.", "Take *care* of `a&lt;b`."),
        ("- one\n- two", "• one\n• two"),
        ("See [step 3](#3-tell-people).", "See step 3."),
        ("See [docs](https://example.com/a?b=c&d).", "See <https://example.com/a?b=c&amp;d|docs>."),
        ("<!channel> & [x](javascript:alert)", "&lt;!channel&gt; &amp; x"),
    ],
)
def test_markdown_becomes_what_slack_shows(markdown: str, mrkdwn: str) -> None:
    """Nothing in it pings anybody; a link within the document is its words."""
    assert mrkdwn_of(markdown, 1_000) == mrkdwn


def test_code_keeps_its_fence_and_nothing_ends_it_early() -> None:
    """Also where it has to be cut."""
    assert code_block("a ``` b", 100) == "```\na ''' b\n```"
    long = code_block("x " * 3_000, 2_900)
    assert len(long) <= 2_900
    assert long.startswith("```\n")
    assert long.endswith("…\n```")


def test_a_decision_with_every_case_named_leaves_out_done() -> None:
    """The step is done by choosing one of them; without "otherwise" none may fit, and Done goes on."""
    assert RUN.step is not None
    named = [way for way in RUN.step.ways if way.condition]
    open_ended = replace(RUN, steps=(RUN.steps[0], replace(RUN.steps[1], ways=tuple(named)), RUN.steps[2]))
    assert _labels(RUN) >= {"Go to step 3", "Go to alert-storm", "Take over", "Failed", "Skip…"}
    assert "Done" not in _labels(RUN)
    assert "Done" in _labels(open_ended)


def _labels(run: RunView) -> set[str]:

    blocks = draw("runbook", view=incident(), facts={}, context=surroundings(run=run)).blocks
    elements = [one for block in blocks for one in (*block.get("elements", ()), block.get("accessory", {}))]
    return {one["text"]["text"] for one in elements if one.get("type") == "button"}
