"""The HTML export: one file to read, to print and to keep; no script, nothing from elsewhere."""

from datetime import datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from bot.domain.views import Dossier
from bot.exports.report import report
from bot.exports.wording import pieces


def to_html(dossier: Dossier, *, exported_at: datetime) -> bytes:
    """Return the HTML export of an incident: UTF-8, one self-contained page."""
    shown = report(dossier, exported_at=exported_at)
    return _template().render(report=shown).encode()


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("bot.exports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["pieces"] = pieces
    return environment.get_template("incident.html.j2")
