"""What people say of a runbook afterwards: whether it helped, and what was wrong in it."""

from bot.domain import words
from bot.domain.errors import NotUnderstood
from bot.domain.models import Incident, RunbookRemark, RunbookRun, RunbookVote
from bot.domain.reply import Reply
from bot.store import runs
from bot.usecases import changes
from bot.usecases.documents import read_document
from bot.usecases.runs import CARD
from bot.usecases.tx import Tx

HELPED = ("yes", "partly", "no")


async def vote(tx: Tx, *, number: int, by: str, run_id: int, helped: str) -> Reply:
    """Say whether a runbook helped; each person once, and the last answer counts.

    Args:
        by: the Slack id of who says so.
        helped: one of `HELPED`.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        NotUnderstood: there is no such run, or no such answer.
    """
    incident, _ = await _take(tx, number, by=by, run_id=run_id)
    if helped not in HELPED:
        raise NotUnderstood(words.stale_button())
    said = next((one for one in await runs.votes(tx.session, [run_id]) if one.person_id == by), None)
    row = said or RunbookVote(run_id=run_id, person_id=by, helped=helped, at=tx.now)
    row.helped, row.at = helped, tx.now
    tx.session.add(row)
    await tx.refresh(incident, what=CARD, subject=str(run_id))
    return Reply(text=words.voted(), incident=number)


async def remark(tx: Tx, *, number: int, by: str, run_id: int, text: str) -> Reply:
    """Say what was wrong in a runbook, for whoever looks after it; it is told nobody else.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        NotUnderstood: there is no such run, or there are no words.
    """
    _, run = await _take(tx, number, by=by, run_id=run_id)
    if not text.strip():
        raise NotUnderstood(words.remark_needs_words())
    document = read_document(run.document)
    owner = document.owner if document is not None else ""
    tx.session.add(
        RunbookRemark(
            run_id=run_id,
            incident_id=number,
            runbook=run.runbook,
            revision=run.revision,
            owner=owner,
            by=by,
            at=tx.now,
            text=text.strip(),
        )
    )
    return Reply(text=words.remarked(owner), incident=number)


async def _take(tx: Tx, number: int, *, by: str, run_id: int) -> tuple[Incident, RunbookRun]:
    incident = await changes.take(tx, number, by=by)
    run = await runs.get(tx.session, run_id)
    if run is None or run.incident_id != number:
        raise NotUnderstood(words.nothing_followed(command=tx.config.command))
    return incident, run
