"""An incident as a file: Markdown and HTML to read, CSV to count, JSON to keep and to read back."""

from bot.exports.formats import FORMATS, ExportFile, find_format, render
from bot.exports.reading import ImportRefused, read_json
from bot.exports.record import IncidentRecord, people_in, refer
from bot.exports.schema import published_schema

__all__ = [
    "FORMATS",
    "ExportFile",
    "ImportRefused",
    "IncidentRecord",
    "find_format",
    "people_in",
    "published_schema",
    "read_json",
    "refer",
    "render",
]
