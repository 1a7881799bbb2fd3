"""Every listener of the Bolt app, in the order in which they are asked."""

import re

from slack_bolt.async_app import AsyncApp

from commands.clicks import Clicks
from commands.deps import Deps
from commands.dispatch import SlashCommand
from commands.errors import Errors
from commands.events import Events
from commands.forms import Forms
from commands.shortcuts import Shortcuts
from commands.vocabulary import build_vocabulary

_ANYTHING = re.compile(".*", re.DOTALL)


def register(bolt: AsyncApp, deps: Deps) -> None:
    """Let `bolt` answer commands, clicks, forms, shortcuts and events.

    Bolt answers 404 to what nobody listens to, and Slack would send an event again: so each kind has one
    listener for everything of it.
    """
    vocabulary = build_vocabulary(deps.config)
    bolt.command(deps.config.command)(SlashCommand(vocabulary=vocabulary, deps=deps).listen)
    bolt.action(_ANYTHING)(Clicks(deps, vocabulary=vocabulary).listen)
    bolt.view(_ANYTHING)(Forms(deps).listen)
    bolt.shortcut(_ANYTHING)(Shortcuts(deps).listen)
    bolt.event(_ANYTHING)(Events(deps).listen)
    bolt.error(Errors(deps).answer)
