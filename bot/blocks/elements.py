"""What can be clicked, chosen and filled in: elements within Slack's limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from bot.blocks.actions import Origin, encode
from bot.blocks.drawing import Block, mrkdwn, plain
from bot.blocks.fields import ACTION, FormField

MAX_BUTTON: Final = 75
MAX_OPTION: Final = 75
MAX_OPTION_VALUE: Final = 150
MAX_OPTIONS: Final = 100
MAX_OVERFLOW: Final = 5
MAX_BOXES: Final = 10
MAX_PLACEHOLDER: Final = 150
MAX_LABEL: Final = 2_000
MAX_INPUT: Final = 3_000
MAX_CONFIRM_TITLE: Final = 100
MAX_CONFIRM_TEXT: Final = 300
MAX_CONFIRM_BUTTON: Final = 30

Style = Literal["primary", "danger"]


@dataclass(frozen=True, kw_only=True)
class Option:
    """One choice of a menu: what it says, what it sends, and a line that explains it."""

    label: str
    value: str | Origin
    description: str = ""

    @property
    def sent(self) -> str:
        """The value as Slack sends it back."""
        return encode(self.value) if isinstance(self.value, Origin) else self.value

    def block(self) -> Block:
        """Return it as Slack takes it.

        Raises:
            ValueError: its value is longer than Slack takes; cutting would make it another value.
        """
        if not 0 < len(self.sent) <= MAX_OPTION_VALUE:
            raise ValueError(f"An option's value holds 1 to {MAX_OPTION_VALUE} characters.")
        option: Block = {"text": plain(self.label, limit=MAX_OPTION), "value": self.sent}
        if self.description.strip():
            option["description"] = plain(self.description, limit=MAX_OPTION)
        return option


def sure(title: str, text: str, *, yes: str, no: str = "Not now") -> Block:
    """Return the dialog that asks "sure?" before a click counts."""
    return {
        "title": plain(title, limit=MAX_CONFIRM_TITLE),
        "text": mrkdwn(text, limit=MAX_CONFIRM_TEXT),
        "confirm": plain(yes, limit=MAX_CONFIRM_BUTTON),
        "deny": plain(no, limit=MAX_CONFIRM_BUTTON),
    }


def button(
    label: str,
    *,
    action_id: str,
    origin: Origin | None = None,
    style: Style | None = None,
    confirm: Block | None = None,
) -> Block:
    """Return a button that carries `origin`."""
    element: Block = {"type": "button", "text": plain(label, limit=MAX_BUTTON), "action_id": action_id}
    if origin is not None:
        element["value"] = encode(origin)
    if style is not None:
        element["style"] = style
    return _confirmed(element, confirm=confirm)


def menu(
    placeholder: str,
    *,
    options: Sequence[Option],
    action_id: str = ACTION,
    initial: str | None = None,
    confirm: Block | None = None,
) -> Block | None:
    """Return a menu that opens on a click; None without options. `initial` is an option's value."""
    shown = options[:MAX_OPTIONS]
    if not shown:
        return None
    element: Block = {
        "type": "static_select",
        "placeholder": plain(placeholder, limit=MAX_PLACEHOLDER),
        "action_id": action_id,
        "options": [option.block() for option in shown],
    }
    _choose(element, options=shown, initial=initial)
    return _confirmed(element, confirm=confirm)


def overflow(options: Sequence[Option], *, action_id: str) -> Block:
    """Return the "⋯" menu of at most five choices."""
    return {
        "type": "overflow",
        "action_id": action_id,
        "options": [option.block() for option in options[:MAX_OVERFLOW]],
    }


def radio(options: Sequence[Option], *, initial: str | None = None) -> Block:
    """Return choices of which one counts, all in sight."""
    shown = options[:MAX_BOXES]
    element: Block = {
        "type": "radio_buttons",
        "action_id": ACTION,
        "options": [option.block() for option in shown],
    }
    return _choose(element, options=shown, initial=initial)


def checkboxes(options: Sequence[Option], *, initial: Sequence[str] = ()) -> Block:
    """Return boxes to tick; `initial` names the values ticked already."""
    shown = options[:MAX_BOXES]
    element: Block = {
        "type": "checkboxes",
        "action_id": ACTION,
        "options": [option.block() for option in shown],
    }
    if ticked := [option.block() for option in shown if option.sent in initial]:
        element["initial_options"] = ticked
    return element


def text_input(
    *, initial: str = "", multiline: bool = False, placeholder: str = "", max_length: int = MAX_INPUT
) -> Block:
    """Return a field for words; `initial` is what stands in it already."""
    element: Block = {
        "type": "plain_text_input",
        "action_id": ACTION,
        "multiline": multiline,
        "max_length": max_length,
    }
    if initial:
        element["initial_value"] = initial[:max_length]
    if placeholder:
        element["placeholder"] = plain(placeholder, limit=MAX_PLACEHOLDER)
    return element


def person_input(*, initial: str | None = None, placeholder: str = "Choose a person") -> Block:
    """Return a field for one person; `initial` is a Slack id."""
    element: Block = {
        "type": "users_select",
        "action_id": ACTION,
        "placeholder": plain(placeholder, limit=MAX_PLACEHOLDER),
    }
    if initial:
        element["initial_user"] = initial
    return element


def moment_input(*, initial: datetime | None = None) -> Block:
    """Return a field for a date and time, which Slack shows in the reader's own zone."""
    element: Block = {"type": "datetimepicker", "action_id": ACTION}
    if initial is not None:
        element["initial_date_time"] = int(initial.timestamp())
    return element


def field(which: FormField, label: str, *, element: Block, optional: bool = False, hint: str = "") -> Block:
    """Return `element` as the labelled input that `which` names."""
    block: Block = {
        "type": "input",
        "block_id": which.block_id,
        "label": plain(label, limit=MAX_LABEL),
        "element": {**element, "action_id": which.action_id},
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint, limit=MAX_LABEL)
    return block


def _choose(element: Block, *, options: Sequence[Option], initial: str | None) -> Block:
    chosen = next((option for option in options if initial is not None and option.sent == initial), None)
    if chosen is not None:
        element["initial_option"] = chosen.block()
    return element


def _confirmed(element: Block, *, confirm: Block | None) -> Block:
    if confirm is not None:
        element["confirm"] = confirm
    return element
