"""All verbs, in the order in which help shows them."""

from bot.config import Config
from commands.declaring import DECLARE
from commands.exporting import EXPORT
from commands.following import RUNBOOK
from commands.helping import Help
from commands.merging import MERGE, UNMERGE
from commands.noting import DECIDE, HYPOTHESIS, LINK, NOTE, REDACT, TIMES
from commands.roles import ASSIGN, HANDOVER, role_verbs
from commands.showing import CATCHUP, INFO, LIST, PANEL, TIMELINE
from commands.statuses import SEVERITY, STATUSES
from commands.updating import CORRECT, NEXT, UPDATE
from commands.verbs import Verb, Vocabulary


def build_vocabulary(config: Config) -> Vocabulary:
    """Return every verb of this configuration; each role brings its own.

    Raises:
        ValueError: two verbs share a word.
    """
    spoken: tuple[Verb, ...] = (
        DECLARE,
        LIST,
        INFO,
        UPDATE,
        CORRECT,
        *STATUSES,
        SEVERITY,
        ASSIGN,
        *role_verbs(config),
        HANDOVER,
        NOTE,
        DECIDE,
        HYPOTHESIS,
        RUNBOOK,
        TIMELINE,
        REDACT,
        NEXT,
        CATCHUP,
        TIMES,
        LINK,
        MERGE,
        UNMERGE,
        EXPORT,
    )
    return Vocabulary((*spoken, Help(others=spoken).verb()), start=DECLARE, panel=PANEL)
