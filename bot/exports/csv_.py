"""The CSV export: one row per timeline entry, for spreadsheets and for counting.

RFC 4180 (commas, double quotes, CRLF), UTF-8 with the byte order mark that Excel knows it by. Every cell is
quoted, and none can be a formula (see `harmless`).
"""

import csv
import io
import re
from typing import Final

from bot.domain.views import Dossier, EntryView
from bot.exports.redaction import without_redacted
from bot.exports.wording import entry_text, stamp, visible

COLUMNS: Final = (
    "incident",
    "number",
    "occurred_at",
    "recorded_at",
    "kind",
    "actor_slack_id",
    "actor",
    "text",
    "source",
    "hidden",
    "redacted",
    "revisions",
    "last_revision",
    "last_revision_at",
    "last_revision_by",
    "last_revision_reason",
)
_BYTE_ORDER_MARK: Final = "\ufeff"

# Where numbers have a decimal comma, a spreadsheet splits at ";" and takes our quotes for letters; then a
# cell begins after any ";", tab or line break of ours. OWASP, "CSV Injection", names the characters.
_FORMULA = re.compile(r"(^|[;\t\n])([^\S\n]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")


def to_csv(dossier: Dossier) -> bytes:
    """Return the CSV export of an incident.

    A hidden entry keeps its row, without its text; a redacted one says who removed the text, and why.
    """
    dossier = without_redacted(dossier)
    table = io.StringIO(newline="")
    writer = csv.writer(table, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    incident = dossier.incident.id
    writer.writerows([harmless(cell) for cell in (incident, *_row(entry))] for entry in dossier.entries)
    return (_BYTE_ORDER_MARK + table.getvalue()).encode()


def harmless(cell: str) -> str:
    """Return `cell` with a `'` wherever a spreadsheet would else read a formula.

    That is before `=`, `+`, `-`, `@` and their wide forms, at the start of the cell or of a line in it, and
    after `;` or a tab, with white space in between or not.
    """
    if not cell or (cell[0].isalnum() and ";" not in cell and cell.isprintable()):
        return cell.rstrip()  # as nearly every cell: nothing to look for
    return _FORMULA.sub(r"\1\2'", visible(cell))


def _row(entry: EntryView) -> tuple[str, ...]:
    actor = entry.actor
    last = entry.revisions[-1] if entry.revisions else None
    return (
        str(entry.number),
        stamp(entry.occurred_at),
        stamp(entry.recorded_at),
        entry.kind,
        actor.slack_id if actor else "",
        actor.name if actor else "",
        "" if entry.hidden else entry_text(entry),
        entry.source or "",
        _truth(is_so=entry.hidden),
        _truth(is_so=entry.redacted),
        str(len(entry.revisions)),
        last.kind if last else "",
        stamp(last.at) if last else "",
        last.by.name if last and last.by else "",
        last.reason if last else "",
    )


def _truth(*, is_so: bool) -> str:
    return "true" if is_so else "false"
