"""App Home and files: what is made as a whole."""

from dataclasses import dataclass

from bot.domain.effects.effect import Effect


@dataclass(frozen=True, kw_only=True)
class UploadExports(Effect):
    """Upload the timeline's files to the war room, or privately to a person.

    Args:
        formats: of `md`, `html`, `csv`, `json`.
        to: the person who asked by `export`; None for the war room at close.
        request: tells one request from another.
    """

    kind = "upload_exports"
    looks_first = True
    formats: tuple[str, ...]
    to: str | None = None
    request: str = ""


@dataclass(frozen=True, kw_only=True)
class RefreshHome(Effect):
    """Draw a person's App Home again."""

    kind = "refresh_home"
    priority = 80
    person: str

    def target(self) -> str | None:
        """One row per person."""
        return f"home:{self.person}"


@dataclass(frozen=True, kw_only=True)
class RefreshHomes(Effect):
    """Draw the App Homes again that somebody may be looking at, after what people wait for.

    Args:
        private: the private incident that changed: only its members' homes; None for everybody's.
    """

    kind = "refresh_homes"
    priority = 85
    private: int | None = None

    def target(self) -> str | None:
        """One row for all public incidents, and one for each private one."""
        return f"homes:{self.private or ''}"
