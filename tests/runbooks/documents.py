"""Small documents for tests: one that is right, and ways to make it wrong."""

from datetime import UTC, date, datetime
from typing import Final

from runbooks.model import Finding, Runbook
from runbooks.parser import parse

NOW: Final = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
TODAY: Final = date(2026, 11, 21)
PATH: Final = "ours/disk-full.md"

DOCUMENT: Final = """\
---
title: Disk full
services: [checkout, api]
severities: [SEV1, SEV2]
alerts:
  - DiskFull
  - {alertname: "NodeFilesystem*", env: prod}
symptoms: [no space left on device, writes fail]
owner: "@oncall"
last_reviewed: 2026-11-01
review_every: 90d
parameters:
  host: {description: Host whose disk is full, pattern: "[a-z0-9.-]{1,100}"}
  mount: {description: Where it is mounted, default: /var}
---

# Disk full

A disk is full, and something cannot write.

## Pre-checks

- Is it the right host?

  ```sh
  uptime
  ```

## Steps

### 1. See what takes the room

Look before you delete.

```sh
df --human-readable {{mount}}
```

**Expect:** One line above 90 %.

**Risk:** safe

**Time box:** 5m

**Decide:**

- If it is a database's disk, go to runbook [Replication lag](replication-lag.md).
- If there is room, go to [step 3](#3-tell-people).
- Otherwise, continue.

### 2. Make room

Old logs of {{service}} go first.

```sh
journalctl --vacuum-size=500M
```

**Expect:** `Vacuuming done`

**Verify:** There is room.

```sh
df --human-readable {{mount}}
```

**Undo:** Cannot be undone.

**Risk:** guarded

**Action:** The bot can do it.

```yaml
command: vacuum
arguments: {host: "{{host}}"}
time_limit: 30s
```

### 3. Tell people

Say in {{incident.channel}} that {{incident.id}} has room again.

## Escalation

- After 10 minutes: the owner of {{host}}.

## Contacts

- Owner: @oncall

## Notes

It happens on Mondays.
"""


def read(text: str = DOCUMENT, *, path: str = PATH) -> Runbook:
    """Return the runbook in `text`, which has to be right."""
    parsed = parse(text, path=path)
    assert isinstance(parsed, Runbook), "\n".join(str(finding) for finding in parsed)
    return parsed


def refused(text: str) -> tuple[Finding, ...]:
    """Return the findings about `text`, which has to be wrong."""
    parsed = parse(text, path=PATH)
    assert isinstance(parsed, tuple)
    assert parsed
    return parsed


def changed(old: str, new: str, *, text: str = DOCUMENT) -> str:
    """Return `text` with `old`, which is in it, replaced once by `new`."""
    assert old in text, old
    return text.replace(old, new, 1)


def line_of(words: str, *, text: str) -> int:
    """Return the line in which `words` stand first."""
    return text.count("\n", 0, text.index(words)) + 1
