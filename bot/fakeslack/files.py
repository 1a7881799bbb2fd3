"""Uploaded files."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field

from bot.fakeslack.chance import nonce
from bot.fakeslack.errors import Json, SlackError
from bot.fakeslack.ids import Ids


@dataclass(slots=True)
class File:
    """A file: first promised, then uploaded, then shared."""

    id: str
    name: str
    user: str
    length: int
    created: int
    title: str = ""
    alt_text: str = ""
    content: bytes | None = None
    completed: bool = False
    deleted: bool = False
    channels: list[str] = field(default_factory=list)

    @property
    def mimetype(self) -> str:
        """Return the media type that the name suggests."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def text(self) -> str:
        """Return the content as text; raise LookupError while nothing is uploaded."""
        if self.content is None:
            raise LookupError(f"file {self.name!r} has no content yet")
        return self.content.decode()

    def as_json(self, *, base_url: str) -> Json:
        """Return Slack's file object."""
        url = f"{base_url}files/{self.id}/{self.name}"
        kind = self.name.rsplit(".", 1)[-1] if "." in self.name else "binary"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": kind,
            "pretty_type": kind.upper(),
            "user": self.user,
            "editable": False,
            "size": self.length,
            "mode": "hosted",
            "is_external": False,
            "is_public": any(channel.startswith("C") for channel in self.channels),
            "url_private": url,
            "url_private_download": url,
            "permalink": url,
            "channels": list(self.channels),
            "groups": [],
            "ims": [],
        }


@dataclass(slots=True)
class Files:
    """All files, and the addresses to which they may be uploaded."""

    ids: Ids
    by_id: dict[str, File] = field(default_factory=dict)
    uploads: dict[str, str] = field(default_factory=dict)

    def promise(
        self, name: str, *, user: str, length: int, created: int, alt_text: str = ""
    ) -> tuple[File, str]:
        """Announce an upload; return the file and the secret part of its upload address."""
        file = File(self.ids.next("F"), name, user, length, created, alt_text=alt_text)
        self.by_id[file.id] = file
        ticket = nonce()
        self.uploads[ticket] = file.id
        return file, ticket

    def upload(self, ticket: str, content: bytes) -> bool:
        """Take the bytes; return False when the address is unknown or the size is not the promised one."""
        file = self.by_id.get(self.uploads.get(ticket, ""))
        if file is None or len(content) != file.length:
            return False
        file.content = content
        del self.uploads[ticket]
        return True

    def get(self, file_id: str) -> File:
        """Return a finished file; raise `file_not_found` or `file_deleted`."""
        file = self.by_id.get(file_id)
        if file is None:
            raise SlackError("file_not_found")
        if file.deleted:
            raise SlackError("file_deleted")
        return file
