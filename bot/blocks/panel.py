"""The panel: a button for everything that can be done in a war room."""

from collections.abc import Sequence

from bot.blocks import actions as names
from bot.blocks.actions import Origin
from bot.blocks.card import roles_menu, status_menu
from bot.blocks.confirmations import is_worst, sure_to, sure_to_lower
from bot.blocks.context import DrawContext
from bot.blocks.drawing import Block, Drawing, drawing, row, section, small_print
from bot.blocks.elements import Option, Style, button, menu
from bot.blocks.wording import headline, line
from bot.domain.severity import Severity
from bot.domain.views import IncidentView


def panel(view: IncidentView, *, context: DrawContext) -> Drawing:
    """Return the panel of `view`, with what makes sense in its status."""
    block_id = f"panel:{view.revision}"
    blocks: list[Block | None] = [
        section(f"*{headline(view)}*  {line(view.title, 200)}"),
        row(_changes(view, severities=context.severities), block_id=f"{block_id}:state"),
        row(_words(view), block_id=f"{block_id}:words"),
        row(_rest(view), block_id=f"{block_id}:rest"),
        small_print(f"Every button is a verb too: `{line(context.command, 40)} help`."),
    ]
    return drawing(f"What to do in {view.id}", blocks)


def severity_menu(view: IncidentView, *, severities: Sequence[Severity]) -> Block | None:
    """Return the menu of severities; from the worst level every choice lowers it, so it asks "sure?"."""
    options = [
        Option(
            label=one.name,
            value=Origin(incident=view.number, revision=view.revision, choice=one.name),
            description=one.meaning,
        )
        for one in severities
        if one.name != view.severity.name or not view.severity_is_set
    ]
    confirm = sure_to_lower(view) if is_worst(view, severities=severities) else None
    return menu("Severity", options=options, action_id=names.SEVERITY_MENU, confirm=confirm)


def _changes(view: IncidentView, *, severities: Sequence[Severity]) -> list[Block | None]:
    if view.is_open:
        return [
            status_menu(view),
            severity_menu(view, severities=severities),
            roles_menu(view),
            _go(view, "resolved", label="Resolve"),
            _go(view, "cancelled", label="Cancel incident", style="danger"),
        ]
    reopen = _go(view, "investigating", label="Reopen")
    if view.status == "resolved":
        return [_go(view, "closed", label="Close"), reopen, roles_menu(view)]
    if view.status == "merged":
        return [_open(view, "Undo the merge", action_id=names.UNMERGE)]
    return [reopen] if view.status == "closed" else []


def _words(view: IncidentView) -> list[Block | None]:
    """Return the buttons to say something; once the incident has ended, corrections and notes are left."""
    note = _open(view, "Note", action_id=names.OPEN_NOTE)
    correct = _open(view, "Correct update", action_id=names.OPEN_CORRECT) if view.last_update else None
    link = _open(view, "Link", action_id=names.OPEN_LINK)
    if not view.is_open:
        return [note, correct, link]
    return [
        _open(view, "Update", action_id=names.OPEN_UPDATE, style="primary"),
        _open(view, "No change", action_id=names.NO_CHANGE),
        _open(view, "Next update…", action_id=names.OPEN_NEXT) if view.next_update_due_at else None,
        correct,
        note,
        _open(view, "Decide", action_id=names.OPEN_DECIDE),
        _open(view, "Hypothesis", action_id=names.OPEN_HYPOTHESIS),
        link,
    ]


def _rest(view: IncidentView) -> list[Block | None]:
    return [
        _open(view, "Catch up", action_id=names.SHOW_CATCHUP),
        _open(view, "Info", action_id=names.SHOW_INFO),
        _open(view, "Timeline", action_id=names.SHOW_TIMELINE),
        _open(view, "Times", action_id=names.SHOW_TIMES),
        _open(view, "Runbooks", action_id=names.SHOW_RUNBOOKS),
        _open(view, "Assign roles…", action_id=names.OPEN_ROLES) if view.is_open else None,
        _open(view, "Hand over…", action_id=names.OPEN_HANDOVER) if view.is_open else None,
        _open(view, "Merge…", action_id=names.OPEN_MERGE) if view.is_open else None,
        _open(view, "Redact last…", action_id=names.REDACT_LAST),
        _open(view, "Export…", action_id=names.OPEN_EXPORT),
        _open(view, "All incidents", action_id=names.SHOW_LIST),
        _open(view, "Help", action_id=names.SHOW_HELP),
    ]


def _open(view: IncidentView, label: str, *, action_id: str, style: Style | None = None) -> Block:
    origin = Origin(incident=view.number, revision=view.revision, due_at=view.next_update_due_at)
    return button(label, action_id=action_id, origin=origin, style=style)


def _go(view: IncidentView, to: str, *, label: str, style: Style | None = None) -> Block:
    return button(
        label,
        action_id=names.status_action(to),
        origin=Origin(incident=view.number, revision=view.revision, choice=to),
        style=style,
        confirm=sure_to(view, to),
    )
