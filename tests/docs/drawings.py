"""Every message and form as a person meets it, with the values of one incident."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.blocks import actions as names
from bot.blocks import confirmations
from bot.blocks.acting import calls_to_approve
from bot.blocks.asking import answered
from bot.blocks.checkup import checkup
from bot.blocks.context import DrawContext
from bot.blocks.drawing import Drawing
from bot.blocks.following import step_at_length
from bot.blocks.helping import help_text, verb_help
from bot.blocks.home import home
from bot.blocks.info import catchup, info
from bot.blocks.lists import incident_list, timeline, times
from bot.blocks.modals import (
    capture,
    corrections,
    declare,
    endings,
    notes,
    people,
    runbooks,
    severity,
    update,
)
from bot.blocks.modals.frame import View
from bot.blocks.modals.loading import loading
from bot.blocks.modals.notice import notice
from bot.blocks.panel import panel
from bot.blocks.pending import DOING, MESSAGES, REASONS, WAITING, failure, still_doing
from bot.blocks.registry import WHAT, draw
from bot.blocks.runbooks import run_figures, runbook_info, runbook_list
from bot.blocks.topic import topic
from bot.config import Config
from bot.domain.run_figures import figures
from bot.domain.views import HandoverView, IncidentView, PendingView, TimeView
from commands.helping import help_of
from commands.vocabulary import build_vocabulary
from tests.blocks import acts
from tests.blocks.runs import FIGURES, OFFER, RUN, RUNBOOK, STOPPED
from tests.blocks.samples import (
    ANA,
    BO,
    ENTRY,
    HANDOVER,
    NEIGHBOUR,
    NOW,
    SEVERITIES,
    UPDATE,
    incident,
    surroundings,
    timeline_page,
)
from tests.docs.plain_words import as_read, form_lines, lines
from tests.docs.states import STATES, State, pending


def messages() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every message that Muster posts, in each of its states."""
    for what in sorted(WHAT):
        for state in STATES.get(what, (State(),)):
            drawn = draw(what, view=state.view, facts=state.all_facts, context=state.surroundings)
            yield f"{what}{f' ({state.name})' if state.name else ''}", lines(drawn)
    yield "topic", topic(incident())
    finding = {
        "check": "channel",
        "subject": "#incidents",
        "what": "It is archived.",
        "how_to_mend": "Unarchive it.",
    }
    yield "checkup", lines(checkup(broke=[finding], mended=[finding]))


def troubles() -> Iterator[str]:
    """Yield every sentence of the card about what could not be done."""
    for reason in (*REASONS, "missing_scope:pins:write", "some_new_error", ""):
        yield as_read(failure(pending(reason), bot="U0MUSTER", command="/incident"))


def undone() -> Iterator[str]:
    """Yield what each step is called when it could not be done, without the reason."""
    for kind in (*DOING, "invite_people"):
        yield _first_half(pending("is_archived", kind=kind))
    for what in MESSAGES:
        yield _first_half(pending("is_archived", kind="post_message", what=what))


def _first_half(one: PendingView) -> str:
    return failure(one, bot="U0MUSTER", command="/incident").partition(":")[0]


def waiting() -> Iterator[str]:
    """Yield every way in which the card says that something is tried again."""
    for reason in dict.fromkeys([*WAITING, "http_599"]):
        yield as_read(still_doing((pending(reason, blocked=False),), now=NOW))


@dataclass(frozen=True)
class _Home:
    mine: tuple[IncidentView, ...] = ()
    others: tuple[IncidentView, ...] = ()
    handovers: tuple[tuple[IncidentView, HandoverView], ...] = ()
    updates_due: tuple[IncidentView, ...] = ()


def shown(config: Config) -> Iterator[tuple[str, str]]:
    """Yield what people ask to see: App Home, lists, the panel, help."""
    context = surroundings()
    view, overdue = incident(), incident(next_update_due_at=NOW - timedelta(minutes=4))
    yield "info", lines(info(view, context=context))
    yield "catchup", lines(_catchup(view, context))
    yield "panel", lines(panel(view, context=context))
    yield "list", lines(_list(view))
    yield "list (empty)", lines(_list())
    yield (
        "timeline",
        lines(timeline(timeline_page([ENTRY, replace(ENTRY, redacted=True)], page=1, pages=2), now=NOW)),
    )
    moved = TimeView(
        name="resolved_at", value=NOW, automatic=False, set_by=ANA, reason="per graph", recorded_at=NOW
    )
    seen = replace(view, times={"resolved_at": NOW})
    yield "times", lines(times(seen, [replace(moved, automatic=True), moved], now=NOW, command="/incident"))
    full = _Home(mine=(overdue,), others=(view,), handovers=((view, HANDOVER),), updates_due=(overdue,))
    yield "runbook", lines(runbook_list([RUNBOOK], words="", view=_FOLLOWING, now=NOW, command="/incident"))
    yield (
        "runbook xyzzy",
        lines(runbook_list([], words="xyzzy", view=None, now=NOW, command="/incident")),
    )
    yield "runbook stats", lines(run_figures(FIGURES))
    yield "runbook stats (nothing)", lines(run_figures(figures([], offered={}, resolved=())))
    yield "runbook show", lines(step_at_length(RUN))
    yield "runbook show replication-lag", lines(runbook_info(RUNBOOK, number=42))
    calls = [acts.ASKED, replace(acts.ASKED, id=8, approvers=("U0CY",))]
    yield (
        "runbook approve",
        lines(calls_to_approve(view, calls, person=BO.slack_id, now=NOW, command="/incident")),
    )
    yield "App Home", form_lines(home(full, now=NOW, command="/incident"))
    yield "App Home (calm)", form_lines(home(_Home(), now=NOW, command="/incident"))
    for action in (names.STILL_ON_IT, names.STILL_MONITORING, names.CLOSE_LATER):
        yield f"a question answered: {action}", lines(answered(view, action_id=action, by=ANA, now=NOW))
    verbs = [help_of(verb) for verb in build_vocabulary(config).verbs]
    yield "help", lines(help_text(verbs, command="/incident", place="the war room of INC-42"))
    yield (
        "help update",
        lines(verb_help(next(one for one in verbs if one.name == "update"), command="/incident")),
    )


_FOLLOWING = incident(runs=(RUN, STOPPED), offers=(OFFER,))


def _list(*views: IncidentView) -> Drawing:
    return incident_list(views, now=NOW, page=1, has_more=bool(views), choice="", severities=SEVERITIES)


def _catchup(view: IncidentView, context: DrawContext) -> Drawing:
    return catchup(
        view, updates=[UPDATE], decisions=[ENTRY], happened=[ENTRY], handovers=[HANDOVER], context=context
    )


def forms() -> Iterator[tuple[str, str]]:
    """Yield every form as it opens."""
    for name, one in form_views().items():
        yield name, form_lines(one)


def form_views() -> dict[str, View]:
    """Return every form as Slack gets it, by its name."""
    view = incident()
    return {
        "declare": declare.declare_form(
            declare.Draft(), severities=SEVERITIES, default=SEVERITIES[1], announced_in="C0ANN", metadata=""
        ),
        "update": update.update_form(
            view, severities=SEVERITIES, longest=timedelta(minutes=15), metadata="", note=""
        ),
        "severity": severity.severity_form(view, severities=SEVERITIES, metadata=""),
        "next": severity.next_form(view, longest=timedelta(minutes=15), now=NOW, metadata=""),
        "roles": people.roles_form(view, metadata=""),
        "handover": people.handover_form(view, metadata=""),
        "note": notes.note_form(view, metadata=""),
        "decide": notes.decide_form(view, metadata=""),
        "hypothesis": notes.hypothesis_form(view, metadata=""),
        "link": notes.link_form(view, metadata=""),
        "correct": corrections.correct_form(view, UPDATE, metadata=""),
        "correct an entry": corrections.entry_correct_form(ENTRY, metadata=""),
        "hide an entry": corrections.entry_hide_form(ENTRY, now=NOW, metadata=""),
        "redact an entry": corrections.entry_redact_form(ENTRY, now=NOW, metadata=""),
        "times": corrections.times_form(view, metadata="", chosen="resolved_at"),
        "merge": endings.merge_form(view, others=[NEIGHBOUR], metadata=""),
        "merge (with nothing)": endings.merge_form(view, others=[], metadata=""),
        "add a message": capture.capture_form(
            "error rate at 12 %", incidents=[view, replace(view, number=41)], private=True, metadata=""
        ),
        "add a message (no incident)": capture.capture_form("", incidents=[], private=False, metadata=""),
        "export": endings.export_form(view, metadata=""),
        "start a runbook": runbooks.start_form(view, RUNBOOK, asked=RUNBOOK.parameters, metadata=""),
        "a runbook's values": runbooks.values_form(RUN, asked=RUNBOOK.parameters, metadata=""),
        "skip a step": runbooks.why_form(RUN, RUN.step, choice=names.RUN_SKIP, metadata=""),
        "stop a runbook": runbooks.why_form(RUN, RUN.step, choice=names.RUN_STOP, metadata=""),
        "something wrong in a runbook": runbooks.remark_form(RUN, private=False, metadata=""),
        "something wrong in a runbook (private)": runbooks.remark_form(RUN, private=True, metadata=""),
        "go to a step": runbooks.go_to_form(RUN, metadata=""),
        "a step": runbooks.step_view(RUN),
        **{
            f"sure: {to}": endings.confirm_form(view, to=to, metadata="")
            for to in ("resolved", "closed", "cancelled")
        },
        "loading": loading("Status update"),
        "a notice": notice("Note", "There is no INC-42 that you can see."),
    }


def dialogs() -> Iterator[str]:
    """Yield every "sure?" that a button asks."""
    view = incident()
    asked = [confirmations.sure_to(view, to) for to in ("resolved", "closed", "cancelled")]
    asked += [confirmations.sure_to_merge(view, NEIGHBOUR), confirmations.sure_to_lower(view)]
    for one in filter(None, asked):
        labels = f"[{one['confirm']['text']}] [{one['deny']['text']}]"
        yield as_read(f"{one['title']['text']} {one['text']['text']} {labels}")
