"""The exact call that a run's step makes now: from the text followed, its values, and the allow-list."""

from bot.domain import words
from bot.domain.allowed import Actions
from bot.domain.calls import Call, can_be_approved
from bot.domain.errors import Refusal
from bot.domain.models import RunbookRun
from bot.usecases.documents import read_document
from runbooks import saving
from runbooks.calls import resolve
from runbooks.filling import fill_action
from runbooks.model import Step


class NoAction(Refusal):
    """The step has nothing that the bot could do, or not as it stands."""


def step_of(row: RunbookRun, *, step: int) -> Step | None:
    """Return a step of the text that a run follows."""
    runbook = read_document(row.document)
    return None if runbook is None else runbook.step(step)


def call_of(row: RunbookRun, *, step: int, allowed: Actions) -> Call:
    """Return what would be called.

    Raises:
        NoAction: nothing, or not with these values, or not by this allow-list.
    """
    found = step_of(row, step=step)
    if found is None or found.action is None:
        raise NoAction(words.no_action(step))
    filled = fill_action(found.action, values=dict(saving.from_json(row.state).values))
    call = filled if isinstance(filled, tuple) else resolve(filled, risk=found.risk, allowed=allowed)
    if isinstance(call, tuple):
        raise NoAction(words.action_not_possible([one.sentence for one in call]))
    if not can_be_approved(call, allowed=allowed):
        raise NoAction(words.action_too_long())
    return call


def digest_of(row: RunbookRun, call: Call, *, step: int, dry: bool) -> str:
    """Return what an approval is bound to: this call, in this run of this text, for this step."""
    return call.digest(bound_to=f"{row.id}:{row.revision}:{step}:{'dry' if dry else 'real'}")
