"""Every listener of the Bolt app, in the order in which they are asked."""

import re

from slack_bolt.async_app import AsyncApp

from commands.clicks import Clicks
from commands.deps import Deps
from commands.dispatch import SlashCommand
from commands.errors import answer_error
from commands.events import Events
from commands.forms import Forms
from commands.shortcuts import Shortcuts
from commands.vocabulary import DECLARE, PANEL, VOCABULARY

_ANYTHING = re.compile(".*", re.DOTALL)


def register(bolt: AsyncApp, deps: Deps) -> None:
    """Let `bolt` answer commands, clicks, forms, shortcuts and events.

    Bolt answers 404 to what nobody listens to, and Slack would send an event again: so each kind has one listener
    for everything of it.
    """
    slash = SlashCommand(vocabulary=VOCABULARY, start=DECLARE, panel=PANEL, deps=deps)
    bolt.command(deps.config.command)(slash.listen)
    bolt.action(_ANYTHING)(Clicks(deps).listen)
    bolt.view(_ANYTHING)(Forms(deps).listen)
    bolt.shortcut(_ANYTHING)(Shortcuts(deps).listen)
    bolt.event(_ANYTHING)(Events(deps).listen)
    bolt.error(answer_error)
