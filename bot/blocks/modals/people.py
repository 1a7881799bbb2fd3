"""The forms about who holds which role."""

from bot.blocks.actions import FORM_HANDOVER, FORM_ROLES
from bot.blocks.drawing import Block, small_print
from bot.blocks.elements import Option, field, menu, person_input
from bot.blocks.fields import HANDOVER_ROLE, HANDOVER_TO, role_field
from bot.blocks.modals.frame import View, modal
from bot.blocks.wording import who
from bot.domain.roles import INCIDENT_COMMANDER
from bot.domain.views import IncidentView


def roles_form(view: IncidentView, *, metadata: str) -> View:
    """Return the form with one field per role; a field left empty changes nothing."""
    blocks: list[Block] = [small_print("It counts at once. Who holds a role now and loses it is told.")]
    blocks += [
        field(
            role_field(role.key),
            _first_upper(role.title),
            element=person_input(initial=role.holder.slack_id if role.holder else None),
            optional=True,
        )
        for role in view.roles
    ]
    return modal(
        f"Roles of {view.id}", callback_id=FORM_ROLES, blocks=blocks, submit="Assign", metadata=metadata
    )


def handover_form(view: IncidentView, *, metadata: str, role: str = INCIDENT_COMMANDER) -> View:
    """Return the form to offer a role to somebody; `role` is the one chosen at first."""
    options = [Option(label=_first_upper(one.title), value=one.key) for one in view.roles]
    choice = menu("Role", options=options, initial=role)
    held = ", ".join(f"{one.label} {who(one.holder)}" for one in view.roles)
    return modal(
        "Hand over",
        callback_id=FORM_HANDOVER,
        blocks=[
            small_print(
                "They get a brief and accept or decline. Until then the present holder keeps the role; an"
                f" offer without an answer lapses after 5 min. Now: {held}."
            ),
            field(HANDOVER_ROLE, "Role", element=choice) if choice else None,
            field(HANDOVER_TO, "To", element=person_input()),
        ],
        submit="Offer it",
        metadata=metadata,
    )


def _first_upper(title: str) -> str:
    return title[:1].upper() + title[1:]
