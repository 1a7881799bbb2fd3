"""The demo's guided tour, and the words that its command box completes."""

from bot.config import Config
from bot.fakeslack.handed import Completion, TourStep
from commands.vocabulary import build_vocabulary


def completions(config: Config) -> tuple[Completion, ...]:
    """Return every verb as the command box offers it."""
    command = config.command
    return tuple(
        Completion(text=f"{command} {verb.name}", description=verb.does, example=f"{command} {verb.example}")
        for verb in build_vocabulary(config).verbs
    )


def tour(config: Config) -> tuple[TourStep, ...]:
    """Return the loop of an incident in six steps."""
    command = config.command
    return (
        TourStep(
            title="Declare an incident",
            text="Say what is happening, in a channel or a direct message. A rough title is enough; "
            f"{command} alone opens a form.",
            typed=f"{command} declare sev1 Checkout returns 500s",
            until=("^command .* (declare|new|open|start) ", "^submit declare$"),
        ),
        TourStep(
            title="Take command",
            text="Open the war room that appeared on the left. Choose Roles, then “I take IC”, or type it.",
            typed=f"{command} ic me",
            until=("^command .* (ic|assign|role)( |$)", "^click (roles_menu|take_role)", "^submit roles$"),
        ),
        TourStep(
            title="Post an update",
            text="Press Update on the card: it goes to the war room, the announcement's thread and the card.",
            typed=f"{command} update Rollback at 50 %, errors falling",
            until=("^command .* (update|post|sitrep)( |$)", "^submit update$"),
        ),
        TourStep(
            title="See the reminder",
            text="Muster asks for the next update. Do not wait: press “Next reminder” above. First it "
            "reminds you alone (Apps, Muster). Press it again, and it asks in the war room.",
            until=("^control (next_reminder|five_minutes)$",),
            times=2,
        ),
        TourStep(
            title="Keep the timeline",
            text="Note what was done, or write a message and put a pushpin on it: both go onto the timeline.",
            typed=f"{command} note Flipped flag checkout_v2 off",
            until=(
                "^command .* (note|log) ",
                "^submit note$",
                "^react pushpin$",
                "^shortcut add_to_timeline$",
            ),
        ),
        TourStep(
            title="Resolve and close",
            text="Choose Resolve, then Close. The complete timeline arrives as files: open one of them.",
            typed=f"{command} resolve Error rate back to normal",
            until=("^open file ",),
        ),
    )
