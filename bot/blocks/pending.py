"""What the bot is still doing and what it could not do, and what a person can do about it."""

from datetime import datetime, timedelta
from typing import Final

from bot.blocks.wording import at, line
from bot.domain.text import mention
from bot.domain.views import PendingView

DOING: Final = {
    "open_war_room": ("opening the war room", "The war room could not be opened"),
    "join_war_room": ("joining the war room", "The bot could not join the war room"),
    "call_people": ("calling people", "People could not be called"),
    "refresh_topic": ("setting the topic", "The topic could not be set"),
    "refresh_bookmarks": ("setting the bookmarks", "The bookmarks could not be set"),
    "pin_message": ("pinning a message", "A message could not be pinned"),
    "react": ("answering with a reaction", "The bot's reaction could not be set"),
    "capture_message": ("adding a message to the timeline", "A message could not be added to the timeline"),
    "upload_exports": ("uploading the timeline", "The timeline could not be uploaded"),
    "archive_war_room": ("archiving the war room", "The war room could not be archived"),
    "run_action": ("running an action", "An action of a runbook could not be run"),
    "tell_security": ("telling security of emergency access", "Security could not be told"),
    "find_owner": (
        "finding who looks after a runbook",
        "Whoever looks after a runbook could not be told what was wrong in it",
    ),
    "refresh_home": ("refreshing an App Home", "An App Home could not be refreshed"),
}

MESSAGES: Final = {
    "card": "the card",
    "announcement": "the announcement",
    "update": "a status update",
    "announced_update": "a status update below the announcement",
    "call": "a call by direct message",
    "called": "the call in the war room",
    "stand_down": "a stand-down",
    "room_link": "the war room's link to the declarer",
    "duties": "a checklist of duties",
    "handover_brief": "a handover",
    "action": "an action of a runbook",
    "action_doubt": "the question whether an action happened",
    "emergency": "emergency access",
    "remark": "what was wrong in a runbook",
    "reminder": "a reminder",
    "reminder_overdue": "a reminder",
    "update_soon": "a reminder",
}

_IT_TRIES_AGAIN: Final = "it will try again by itself"
_ASK_ADMIN: Final = "Ask a workspace admin"

REASONS: Final[dict[str, tuple[str, str]]] = {
    "not_in_channel": ("the bot is not in the channel", f"Invite {{bot}}; {_IT_TRIES_AGAIN}."),
    "channel_not_found": (
        "the channel cannot be found, or it is private and the bot is not in it",
        f"Invite {{bot}}, or correct the channel in the configuration; {_IT_TRIES_AGAIN}.",
    ),
    "is_archived": ("the channel is archived", f"Unarchive it and invite {{bot}}; {_IT_TRIES_AGAIN}."),
    "public_channel": (
        "the channel is public, and everybody in it would see this incident",
        "Declare it again without `here`: it gets a private channel of its own.",
    ),
    "name_taken": (
        "every name tried for it is taken",
        f"Rename one of those channels; {_IT_TRIES_AGAIN}.",
    ),
    "restricted_action": (
        "the workspace's rules do not allow it",
        f"{_ASK_ADMIN} to let the bot do this, or do it by hand.",
    ),
    "missing_scope": ("the app lacks a permission", f"{_ASK_ADMIN} to add it and to install the app again."),
    "user_not_found": (
        "Slack does not know this person",
        "Correct the configuration, and reach them by hand.",
    ),
    "account_inactive": ("the account is deactivated", "Correct the configuration, and reach somebody else."),
    "user_disabled": ("the account is deactivated", "Correct the configuration, and reach somebody else."),
    "cant_invite": ("Slack does not let the bot invite them", "Invite them by hand."),
    "user_is_restricted": ("they are guests", "Invite them by hand, if they may be here."),
    "ura_max_channels": ("they are guests of one channel", "Reach them by hand."),
    "invitee_cant_see_channel": ("they may not see this channel", "Reach them by hand."),
    "cannot_dm_bot": ("they are a bot", "Correct the configuration."),
    "no_such_subteam": (
        "the user group does not exist",
        "Correct the configuration, and call people by hand.",
    ),
    "nobody_configured": ("nobody is configured", "Call people by hand."),
    "nobody_in_group": ("nobody is in the user group", "Call people by hand, and fill the group."),
    "plan_upgrade_required": ("user groups need a paid plan", "Name people in the configuration instead."),
    "message_not_found": ("the message was deleted", "Nothing has to be done; say it again if it matters."),
    "cant_update_message": (
        "the message is not the bot's own",
        "Ask whoever runs Muster; its log says more.",
    ),
    "edit_window_closed": ("the workspace forbids later edits", f"{_ASK_ADMIN} to allow edits by apps."),
    "too_many_pins": ("the channel holds no more pins", f"Unpin something; {_IT_TRIES_AGAIN}."),
    "not_pinnable": ("this kind of message cannot be pinned", "Nothing has to be done."),
    "permission_denied": ("the workspace's rules do not allow it", f"{_ASK_ADMIN}, or do it by hand."),
    "too_many_bookmarks": ("the channel holds no more bookmarks", f"Remove one; {_IT_TRIES_AGAIN}."),
    "invalid_emoji": ("Slack does not know the emoji", "Correct the emoji in the configuration."),
    "invalid_link": ("Slack does not take the link", "Correct the link in the configuration."),
    "storage_limit_reached": ("the workspace's storage is full", "Use `muster export` on the bot's machine."),
    "file_type_not_allowed": ("the workspace refuses this file", "Use `muster export` on the bot's machine."),
    "invalid_auth": ("the bot's token is not valid", "Whoever runs Muster gives it a new token."),
    "token_revoked": ("the bot's token was withdrawn", "Whoever runs Muster installs the app again."),
    "token_expired": ("the bot's token has expired", "Whoever runs Muster gives it a new token."),
    "not_authed": ("the bot has no token", "Whoever runs Muster gives it one."),
    "not_enabled": ("the app's home tab is switched off", f"{_ASK_ADMIN} to switch it on."),
    "no_war_room": ("there is no war room yet", f"Meet in another channel; {_IT_TRIES_AGAIN}."),
}
"""Slack's words and ours for what stands in the way: what that means, and what a person can do."""

WAITING: Final = {
    "ratelimited": "Slack asked us to wait until {at}",
    "rate_limited": "Slack asked us to wait until {at}",
    "no_answer": "Slack did not answer, trying again at {at}",
    "request_timeout": "Slack did not answer, trying again at {at}",
    "refused": "Slack cannot be reached, trying again at {at}",
    "internal_error": "Slack has trouble of its own, trying again at {at}",
    "fatal_error": "Slack has trouble of its own, trying again at {at}",
    "service_unavailable": "Slack has trouble of its own, trying again at {at}",
}

_SHOWN: Final = 4


def still_doing(pending: tuple[PendingView, ...], *, now: datetime) -> str:
    """Return what has failed and is being tried again, as one line; empty when nothing is."""
    return _together(
        [_trying(one, now=now) for one in pending if one.reason and not one.blocked], between=" · "
    )


def could_not_do(pending: tuple[PendingView, ...], *, bot: str, command: str) -> str:
    """Return what could not be done and who can mend it, one sentence a line; empty when all is well."""
    return _together([failure(one, bot=bot, command=command) for one in pending if one.blocked], between="\n")


def failure(one: PendingView, *, bot: str, command: str) -> str:
    """Return what could not be done, why, and what a person can do meanwhile."""
    word, _, detail = one.reason.partition(":")
    because, remedy = REASONS.get(_known(word), ("", ""))
    if not because and " " in one.reason:  # our own words, not Slack's
        because, remedy = line(one.reason, 160), "Ask whoever runs Muster."
    if not because:
        because = (
            f"Slack answered `{line(one.reason, 80).replace('`', '')}`" if one.reason else "Slack refused"
        )
        remedy = "Ask whoever runs Muster; its log says more."
    if word == "missing_scope" and detail:
        because = f"the app lacks the permission `{line(detail, 60).replace('`', '')}`"
    told = remedy.format(bot=mention(bot) if bot else "the bot", command=line(command, 40))
    return f"{_failed(one)}: {because}. {told}"


def _known(word: str) -> str:
    """Fold Slack's variants (`restricted_action_read_only_channel`) into the word that the table knows."""
    return "restricted_action" if word.startswith("restricted_action") else word


def _trying(one: PendingView, *, now: datetime) -> str:
    word = one.reason.partition(":")[0]
    doing = _doing(one)
    if one.retry_at is None or one.retry_at <= now:
        return doing
    trouble = "service_unavailable" if word.startswith("http_5") else word
    waiting = WAITING.get(trouble, "that did not work yet, trying again at {at}")
    return f"{doing}, {waiting.format(at=at(_full_minute(one.retry_at), now))}"


def _full_minute(moment: datetime) -> datetime:
    """Return the end of the minute, as nobody reads seconds: "until 14:00" at 14:00 would be over already."""
    begun = moment.replace(second=0, microsecond=0)
    return moment if moment == begun else begun + timedelta(minutes=1)


def _doing(one: PendingView) -> str:
    if one.kind == "invite_people":
        return f"inviting {_people(one.count)}"
    if one.kind in {"post_message", "refresh_message"}:
        verb = "posting" if one.kind == "post_message" else "editing"
        return f"{verb} {MESSAGES.get(one.what, 'a message')}"
    return DOING.get(one.kind, ("working", ""))[0]


def _failed(one: PendingView) -> str:
    if one.kind == "invite_people":
        people = _people(one.count)
        return f"{people[0].upper()}{people[1:]} could not be invited"
    if one.kind in {"post_message", "refresh_message"}:
        subject = MESSAGES.get(one.what, "a message")
        verb = "posted" if one.kind == "post_message" else "edited"
        return f"{subject[0].upper()}{subject[1:]} could not be {verb}"
    return DOING.get(one.kind, ("", "Something could not be done"))[1]


def _people(count: int) -> str:
    if count == 1:
        return "1 person"
    return f"{count} people" if count else "people"


def _together(sentences: list[str], *, between: str) -> str:
    """Join what differs, each once, and count what is too much."""
    unique = list(dict.fromkeys(sentences))
    shown = unique[:_SHOWN]
    if len(unique) > _SHOWN:
        shown.append(f"and {len(unique) - _SHOWN} more")
    return between.join(shown)
