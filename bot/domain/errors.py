"""Refusals: named for what happened, carrying the sentence that the person reads."""


class Refusal(Exception):
    """Something that a person asked for and cannot have; `sentence` says what it means and what to do."""

    def __init__(self, sentence: str) -> None:
        """Carry `sentence` (mrkdwn, user text already escaped)."""
        super().__init__(sentence)
        self.sentence = sentence


class NotAllowed(Refusal):
    """The person may not do this here."""


class NotKnownYet(NotAllowed):
    """Slack has not told yet whether the person may do this."""


class NoSuchIncident(Refusal):
    """No incident of that number is visible to the person."""


class NotInWarRoom(Refusal):
    """The verb needs a war room or an incident's id."""


class MoveRefused(Refusal):
    """The lifecycle does not lead there from here."""


class Stale(Refusal):
    """The button was drawn from a state that has passed."""


class NotUnderstood(Refusal):
    """The words could not be read."""


class WordsNeeded(Refusal):
    """A click is not enough here: the person is asked for a sentence."""


class BadPerson(Refusal):
    """The person named cannot take part (a bot, deactivated, unknown)."""


class NewerDatabase(Refusal):
    """The database was brought further by a newer version of the program than this one knows."""


class DatabaseUnavailable(Exception):
    """The database cannot be reached, or did not answer in time; nothing was changed."""


class LostCommit(DatabaseUnavailable):
    """The connection broke in the commit: whether something was changed is not known."""


class Conflict(Exception):
    """Another transaction was in the way; the same work may succeed when done again."""
