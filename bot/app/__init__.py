"""The composition root: builds everything once, starts and stops it in order, and runs single errands."""

from bot.app.errands import (
    examine_installation,
    export_incident,
    import_incident,
    runbook_figures,
    runbook_remarks,
)
from bot.app.muster import CannotStart, Muster, listening, serve
from bot.app.parts import catalogue_of

__all__ = [
    "CannotStart",
    "Muster",
    "catalogue_of",
    "examine_installation",
    "export_incident",
    "import_incident",
    "listening",
    "runbook_figures",
    "runbook_remarks",
    "serve",
]
