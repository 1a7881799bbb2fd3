"""The texts that runs follow, read back."""

from functools import lru_cache

from runbooks.model import Runbook
from runbooks.parser import parse


@lru_cache(maxsize=64)
def read_document(document: str) -> Runbook | None:
    """Return the runbook of a run's text; None where a newer version wrote what this one cannot read."""
    parsed = parse(document, path="followed.md")
    return None if isinstance(parsed, tuple) else parsed
