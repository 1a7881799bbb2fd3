"""What the bot may do by itself, as an operator allows it: hosts, webhooks, commands, and who approves.

Nothing is allowed that is not named here; a runbook can only fill in what an entry leaves open.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final, Literal

Kind = Literal["http", "webhook", "command"]
Risk = Literal["safe", "guarded", "dangerous"]

RISKS: Final[tuple[Risk, ...]] = ("safe", "guarded", "dangerous")
"""`safe` only looks; `guarded` changes production and can be undone; `dangerous` can lose data or service."""

APPROVALS: Final[Mapping[Risk, int]] = MappingProxyType({"safe": 0, "guarded": 1, "dangerous": 2})
"""How many people other than who asks have to approve it."""

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")

Headers = tuple[tuple[str, str], ...]
"""Names of headers, each with the environment variable that holds its value."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What everything on the allow-list has.

    Args:
        name: how runbooks call it.
        risk: the least that a step with it counts as, whatever its runbook says.
        time_limit: the longest that it may take; a runbook may ask for less.
        break_glass: whether it needs emergency access, whatever its runbook says.
    """

    name: str
    risk: Risk = "guarded"
    time_limit: timedelta = timedelta(seconds=30)
    break_glass: bool = False

    @property
    def fingerprint(self) -> str:
        """Identify what it allows: whoever approved a call under another entry approved another call."""
        written = json.dumps(asdict(self), sort_keys=True, default=str)
        return hashlib.sha256(written.encode()).hexdigest()[:16]


@dataclass(frozen=True, kw_only=True)
class Host(Entry):
    """A host that may be called.

    Args:
        scheme, host, port: of its address; the host in small letters.
        methods: that may be used.
        paths: with what the path of an address has to begin.
        networks: where its addresses must be (`10.0.0.0/8`); empty for anywhere but this machine and
            link-local addresses, where cloud providers keep credentials.
    """

    scheme: str
    host: str
    port: int
    methods: tuple[str, ...]
    paths: tuple[str, ...] = ("/",)
    headers: Headers = ()
    networks: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Return where it is: `https://deploy.example.com:8443`."""
        usual = {"http": 80, "https": 443}[self.scheme]
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == usual else f":{self.port}")


@dataclass(frozen=True, kw_only=True)
class Webhook(Entry):
    """An address that is called with named arguments, as JSON.

    Args:
        url_from: the environment variable or file that holds the address, which is often a secret.
        is_file: whether it is a file.
        arguments: each with the pattern that its value must match.
    """

    url_from: str
    is_file: bool = False
    method: str = "POST"
    arguments: tuple[tuple[str, str], ...] = ()
    headers: Headers = ()
    networks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Program(Entry):
    """A command: an argument vector, never a line for a shell.

    Args:
        argv: the program's whole path and its arguments, with `{name}` where a value goes.
        dry_run: the same for a run that changes nothing; empty without such a thing.
        arguments: each with the pattern that its value must match.
        folder: where it runs.
        environment: the variables of ours that it gets.
        output_limit: bytes of its output that are kept.
    """

    argv: tuple[str, ...]
    dry_run: tuple[str, ...] = ()
    arguments: tuple[tuple[str, str], ...] = ()
    folder: str = "/"
    environment: tuple[str, ...] = ()
    output_limit: int = 20_000


@dataclass(frozen=True, kw_only=True)
class Automatic:
    """When a safe action starts by itself.

    Args:
        runbook: its id.
        step: the number of the step; None for each.
        severities: of the incident; empty for any.
    """

    runbook: str
    step: int | None = None
    severities: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Breaker:
    """When an action is stopped: after so many failures within so long."""

    failures: int = 3
    within: timedelta = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class BreakGlass:
    """Emergency access.

    Args:
        channel: who is told of it; None where nobody is, and it cannot be had.
        lasts: how long it lasts.
    """

    channel: str | None = None
    lasts: timedelta = timedelta(minutes=30)


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


def _approvers() -> Mapping[Risk, tuple[str, ...]]:
    return MappingProxyType(
        {
            "guarded": ("incident_commander", "tech_lead"),
            "dangerous": ("incident_commander", "tech_lead", "comms_lead"),
        }
    )


@dataclass(frozen=True, kw_only=True)
class Actions:
    """What the bot may do for a runbook's step; as it is made here, nothing.

    Args:
        hosts, webhooks, commands: the allow-list, by name.
        approvers: for each risk that needs approval, roles of the incident and ids of people.
        approval_lapse: how long a request for approval stands.
        break_glass: emergency access, for what is marked as needing it.
        circuit_breaker: when an action that fails again and again is stopped.
        automatic: which safe actions start by themselves.
    """

    hosts: Mapping[str, Host] = field(default_factory=_nothing)
    webhooks: Mapping[str, Webhook] = field(default_factory=_nothing)
    commands: Mapping[str, Program] = field(default_factory=_nothing)
    approvers: Mapping[Risk, tuple[str, ...]] = field(default_factory=_approvers)
    approval_lapse: timedelta = timedelta(minutes=15)
    break_glass: BreakGlass = field(default_factory=BreakGlass)
    circuit_breaker: Breaker = field(default_factory=Breaker)
    automatic: tuple[Automatic, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all can run."""
        return not (self.hosts or self.webhooks or self.commands)
