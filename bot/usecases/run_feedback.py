"""What people say of a runbook afterwards: whether it helped, and what was wrong in it."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain import effects, timeline, words
from bot.domain.errors import NotUnderstood
from bot.domain.models import Incident, Person, RunbookRemark, RunbookRun, RunbookVote
from bot.domain.reply import Reply
from bot.store import people, runs
from bot.usecases import changes
from bot.usecases.documents import read_document
from bot.usecases.runs import CARD
from bot.usecases.tx import Tx

HELPED = ("yes", "partly", "no")

REMARK = "remark"
"""The message that tells an owner what was wrong; its subject begins with the remark's id."""

MOST_TOLD = 10
"""People who are told one by one; of a larger group nobody would feel meant, so it is told in one place."""


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
    """Say what was wrong in a runbook, for whoever looks after it.

    They are told, but not of a private incident: whoever is not in its channel may not know that it exists.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        NotUnderstood: there is no such run, or there are no words.
    """
    incident, run = await _take(tx, number, by=by, run_id=run_id)
    if not text.strip():
        raise NotUnderstood(words.remark_needs_words())
    document = read_document(run.document)
    owner = document.owner if document is not None else ""
    row = RunbookRemark(
        run_id=run_id,
        incident_id=number,
        runbook=run.runbook,
        revision=run.revision,
        owner=owner,
        by=by,
        at=tx.now,
        text=text.strip(),
    )
    tx.session.add(row)
    await tx.session.flush()  # what tells its owner names it by its id
    if owner and not incident.private:
        await tx.emit(effects.FindOwner(incident_id=number, refs=(owner,), remark=row.id or 0))
    return Reply(text=words.remarked(owner, private=incident.private), incident=number)


async def tell_owner(tx: Tx, effect: effects.FindOwner, *, result: Mapping[str, Any]) -> None:
    """Tell those who were found behind a runbook's owner what was wrong in it; who said it knows.

    Args:
        result: what was found in Slack: `people`, `missing` and `learnt`.
    """
    incident = await tx.lock(effect.incident_id)
    for known in result.get("learnt", []):
        await people.save(tx.session, Person.model_validate(known))
    said = next(iter(await runs.remarks(tx.session, only=effect.remark)), None)
    if said is None or incident.private:
        return
    row, _ = said
    found: Sequence[Mapping[str, str]] = result.get("people", [])
    told = [one["id"] for one in found if one["id"] != row.by]
    if len(told) > MOST_TOLD and await tx.message(effect.incident_id, what="announcement") is not None:
        place = effects.thread_of("announcement")
        await tx.post(incident, what=REMARK, subject=str(effect.remark), place=place)
        return
    for person in told[:MOST_TOLD]:
        place, subject = effects.direct(person), f"{effect.remark}:{person}"
        await tx.post(incident, what=REMARK, subject=subject, place=place)
    if not found:
        await _note_nobody_told(tx, incident, row, effect=effect)


async def _note_nobody_told(
    tx: Tx, incident: Incident, row: RunbookRemark, *, effect: effects.FindOwner
) -> None:
    await tx.record(
        incident,
        kind=timeline.DELIVERY_FAILED,
        text=(
            f"Nobody was told what was wrong in the runbook {row.runbook}: {row.owner}, who looks after it, "
            "was not found in Slack. “muster runbooks remarks” lists it."
        ),
        data={"effect": effect.kind, "reason": "nobody_found"},
    )


async def _take(tx: Tx, number: int, *, by: str, run_id: int) -> tuple[Incident, RunbookRun]:
    incident = await changes.take(tx, number, by=by)
    run = await runs.get(tx.session, run_id)
    if run is None or run.incident_id != number:
        raise NotUnderstood(words.nothing_followed(command=tx.config.command))
    return incident, run
