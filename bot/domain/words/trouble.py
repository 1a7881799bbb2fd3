"""What is said when Muster itself is slow or in trouble."""

from bot.domain.text import escape


def still_working() -> str:
    """Answer when the work takes longer than Slack waits."""
    return "Still working on it; the result follows here. There is no need to say it again."


def still_working_here() -> str:
    """Say in a form that the work takes longer than Slack waits."""
    return "Still working on it; the result is shown here. There is no need to send it again."


def done() -> str:
    """Say in a form that what took so long is done."""
    return "Done."


def nothing_changed() -> str:
    """Answer a form that was sent as it was drawn."""
    return "Nothing was changed."


def database_down(manual_procedure: str) -> str:
    """Answer when nothing can be written down: what people can do without the bot."""
    said = "Muster cannot reach its database, so *nothing was recorded*. Try again in a minute."
    return f"{said}\n{escape(manual_procedure)}" if manual_procedure.strip() else said


def database_lost(manual_procedure: str) -> str:
    """Answer when the connection broke in the very commit: it may have been recorded."""
    said = (
        "Muster has lost its database at the last moment: it may have been recorded, or not."
        " The card and `timeline` show it; if it is not there, try again."
    )
    return f"{said}\n{escape(manual_procedure)}" if manual_procedure.strip() else said


def something_broke(manual_procedure: str = "") -> str:
    """Answer when something broke that nobody foresaw; whether it was done is not known here."""
    said = "Something went wrong in Muster. The card shows whether it was done; if it was not, try again."
    return f"{said}\n{escape(manual_procedure)}" if manual_procedure.strip() else said


def form_not_opened() -> str:
    """Answer when Slack did not let the form open: the click was too long ago, or Slack is in trouble."""
    return "Slack did not let the form open in time. Do it again, or say it as text: every form has a verb."
