"""The section `actions` of `config.yaml`: what the bot may do by itself. Without it, nothing."""

import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import urlsplit

from bot.config.argv import check_argv
from bot.config.kinds import CHANNEL_OR_NONE, DURATION, SWITCH, one_of
from bot.config.nodes import Kind, Section, Wrong
from bot.config.settings import SECRETS
from bot.domain.allowed import (
    APPROVALS,
    METHODS,
    RISKS,
    Actions,
    Automatic,
    Breaker,
    BreakGlass,
    Entry,
    Headers,
    Host,
    Program,
    Risk,
    Webhook,
)
from bot.domain.patterns import EXPECTED, is_pattern
from bot.domain.roles import Role
from bot.domain.severity import Severities

E = TypeVar("E", bound=Entry)

_NAME = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")  # as `runbooks.actions` reads it
_LONGEST_NAME = 60
_ARGUMENT = re.compile(r"[a-z][a-z0-9_]{0,39}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_HEADER = re.compile(r"[A-Za-z0-9-]{1,60}")
_OUR_HEADERS = frozenset({"host", "content-length", "content-type", "transfer-encoding", "connection"})
_HOST_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_PATH = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@/-]*")
_PERSON = re.compile(r"[UW][A-Z0-9]{6,20}")
_FILE = re.compile(r"/[^\x00-\x1f]{1,1000}")
_DIRECTORY = re.compile(r"/[^\x00-\x1f]{0,1000}")
_MOST_OUTPUT = 1_000_000


@dataclass(frozen=True, kw_only=True)
class _Address:
    scheme: str
    host: str
    port: int


def read_actions(section: Section, *, roles: Mapping[str, Role], severities: Severities) -> Actions:
    """Return what may run, who approves it, and what stops it."""
    usual = Actions()
    read = Actions(
        hosts=_entries(section, "hosts", _host),
        webhooks=_entries(section, "webhooks", _webhook),
        commands=_entries(section, "commands", _program),
        approvers=_approvers(section.take_section("approvers"), roles=roles, usual=usual.approvers),
        approval_lapse=section.take("approval_lapse", DURATION, usual.approval_lapse),
        break_glass=_break_glass(section.take_section("break_glass"), usual=usual.break_glass),
        circuit_breaker=_breaker(section.take_section("circuit_breaker"), usual=usual.circuit_breaker),
        automatic=_automatic(section, severities=severities),
    )
    section.finish()
    return read


def warnings_about_actions(actions: Actions) -> tuple[str, ...]:
    """Return a sentence for everything that is allowed and yet can never run."""
    sentences = []
    entries = [*actions.hosts.values(), *actions.webhooks.values(), *actions.commands.values()]
    for risk, needed in APPROVALS.items():
        named = [entry.name for entry in entries if entry.risk == risk]
        if named and len(actions.approvers.get(risk, ())) < needed:
            sentences.append(
                f"{', '.join(named)} cannot run: actions.approvers.{risk} names too few who could approve."
            )
    fragile = [entry.name for entry in entries if entry.break_glass]
    if fragile and actions.break_glass.channel is None:
        sentences.append(
            f"{', '.join(fragile)} cannot run: emergency access needs actions.break_glass.channel."
        )
    if actions.automatic and actions.is_empty:
        sentences.append("actions.automatic starts nothing: no host, webhook or command is allowed.")
    return tuple(sentences)


# ---------------------------------------------------------------- the allow-list


def _entries(section: Section, key: str, read: Callable[[Section, str], E]) -> Mapping[str, E]:
    listed = section.take_section(key)
    entries = {}
    for name in listed.keys():  # noqa: SIM118 - a section is no mapping
        if _NAME.fullmatch(name) is None or len(name) > _LONGEST_NAME:
            listed.mistake("expected a name such as roll-back: small letters, digits, - _ and .", key=name)
        entry = listed.take_section(name)
        entries[name] = read(entry, name)
        entry.finish()
    return MappingProxyType(entries)


def _host(entry: Section, name: str) -> Host:
    _need(entry, "address", "methods")
    address = entry.take("address", _ADDRESS, _Address(scheme="https", host="", port=443))
    methods = entry.take_list("methods", one_of(METHODS), ())
    if "methods" in entry and not methods:
        entry.mistake("found none, expected at least one method", key="methods")
    return Host(
        **_common(entry, name),
        scheme=address.scheme,
        host=address.host,
        port=address.port,
        methods=methods,
        paths=entry.take_list("paths", _PATH_PREFIX, ("/",)),
        headers=_headers(entry.take_section("headers")),
        networks=entry.take_list("networks", _NETWORK, ()),
    )


def _webhook(entry: Section, name: str) -> Webhook:
    if ("url_variable" in entry) == ("url_file" in entry):
        entry.mistake(
            "expected either url_variable, the environment variable that holds the address, or url_file"
        )
    variable = _variable(entry, "url_variable")
    file = entry.take("url_file", _WHOLE_FILE, "")
    return Webhook(
        **_common(entry, name),
        url_from=file or variable,
        is_file=bool(file),
        method=entry.take("method", one_of(METHODS[1:]), "POST"),
        arguments=_arguments(entry.take_section("arguments")),
        headers=_headers(entry.take_section("headers")),
        networks=entry.take_list("networks", _NETWORK, ()),
    )


def _program(entry: Section, name: str) -> Program:
    _need(entry, "argv")
    program = Program(
        **_common(entry, name),
        argv=entry.take_list("argv", _ELEMENT, ()),
        dry_run=entry.take_list("dry_run", _ELEMENT, ()),
        arguments=_arguments(entry.take_section("arguments")),
        folder=entry.take("folder", _FOLDER, "/"),
        environment=entry.take_list("environment", _NAME_OF_VARIABLE, ()),
        output_limit=entry.take("output_limit", _BYTES, Program(name=name, argv=()).output_limit),
    )
    check_argv(entry, "argv", program.argv, arguments=program.arguments, all_used=True)
    if "dry_run" in entry:
        check_argv(entry, "dry_run", program.dry_run, arguments=program.arguments)
    return program


def _common(entry: Section, name: str) -> dict[str, Any]:
    usual = Entry(name=name)
    return {
        "name": name,
        "risk": entry.take("risk", one_of(RISKS), usual.risk),
        "time_limit": entry.take("time_limit", DURATION, usual.time_limit),
        "break_glass": entry.take("break_glass", SWITCH, usual.break_glass),
    }


def _need(entry: Section, *keys: str) -> None:
    for key in keys:
        if key not in entry:
            entry.mistake("missing", key=key)


def _arguments(section: Section) -> tuple[tuple[str, str], ...]:
    arguments = []
    for name in section.keys():  # noqa: SIM118 - a section is no mapping
        if _ARGUMENT.fullmatch(name) is None:
            section.mistake("expected a name of small letters, digits and _", key=name)
        arguments.append((name, section.take(name, _PATTERN, "")))
    section.finish()
    return tuple(arguments)


def _headers(section: Section) -> Headers:
    headers = []
    for name in section.keys():  # noqa: SIM118 - a section is no mapping
        if _HEADER.fullmatch(name) is None or name.lower() in _OUR_HEADERS:
            section.mistake("expected the name of a header that is not ours to set", key=name)
        headers.append((name, _variable(section, name)))
    section.finish()
    return tuple(headers)


def _variable(section: Section, key: str) -> str:
    """Return the name of a variable; a mistake does not repeat what is written, which may be a secret."""
    name = section.take(key, _ANYTHING, "")
    if name in SECRETS:
        section.mistake(f"{name} is Muster's own secret, which stays with Muster", key=key)
    elif name and _VARIABLE.fullmatch(name) is None:
        section.mistake(
            "expected the name of an environment variable; what it holds does not belong here", key=key
        )
    return name


# ---------------------------------------------------------------- who and when


def _approvers(
    section: Section, *, roles: Mapping[str, Role], usual: Mapping[Risk, tuple[str, ...]]
) -> Mapping[Risk, tuple[str, ...]]:
    kind = _approver(roles)
    read: dict[Risk, tuple[str, ...]] = {
        risk: section.take_list(risk, kind, usual[risk]) for risk in RISKS if risk != "safe"
    }
    section.finish(hints={"safe": "what is safe runs without approval; raise the risk of the entry instead"})
    return MappingProxyType(read)


def _approver(roles: Iterable[str]) -> Kind[str]:
    known = tuple(roles)

    def read(text: str) -> str:
        if text in known or _PERSON.fullmatch(text):
            return text
        raise Wrong

    return Kind(expected=f"a role ({', '.join(known)}) or a person's id such as U0123456789", read=read)


def _break_glass(section: Section, *, usual: BreakGlass) -> BreakGlass:
    read = BreakGlass(
        channel=section.take("channel", CHANNEL_OR_NONE, usual.channel),
        lasts=section.take("lasts", DURATION, usual.lasts),
    )
    section.finish()
    return read


def _breaker(section: Section, *, usual: Breaker) -> Breaker:
    read = Breaker(
        failures=section.take("failures", _FAILURES, usual.failures),
        within=section.take("within", DURATION, usual.within),
    )
    section.finish()
    return read


def _automatic(section: Section, *, severities: Severities) -> tuple[Automatic, ...]:
    rules = []
    for rule in section.take_sections("automatic") or ():
        _need(rule, "runbook")
        rules.append(
            Automatic(
                runbook=rule.take("runbook", _RUNBOOK, ""),
                step=rule.take("step", _STEP, None),
                severities=rule.take_list("severities", one_of(severities), ()),
            )
        )
        rule.finish()
    return tuple(rules)


# ---------------------------------------------------------------- kinds of values


def _address(text: str) -> _Address:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise Wrong from error
    host = (parts.hostname or "").lower()
    if parts.scheme not in {"http", "https"} or not (_HOST_NAME.fullmatch(host) or _is_ipv6(host)):
        raise Wrong
    if "@" in parts.netloc:
        raise Wrong("a user or password in an address goes into headers, from the environment")
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise Wrong("what follows the host goes into paths")
    return _Address(scheme=parts.scheme, host=host, port=port or {"http": 80, "https": 443}[parts.scheme])


def _is_ipv6(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).version == 6
    except ValueError:
        return False


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text))
    except ValueError as error:
        raise Wrong from error


def _matching(form: re.Pattern[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if form.fullmatch(text) is None:
            raise Wrong
        return text

    return read


def _prefix(text: str) -> str:
    if _PATH.fullmatch(text) is None or {".", ".."} & set(text.split("/")):
        raise Wrong
    return text


def _element(text: str) -> str:
    if not text or not text.isprintable():
        raise Wrong
    return text


def _pattern(text: str) -> str:
    if not is_pattern(text):
        raise Wrong
    return text


def _passed_on(text: str) -> str:
    if text in SECRETS:
        raise Wrong("it is Muster's own secret, which stays with Muster")
    return _matching(_VARIABLE)(text)


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise Wrong
        return int(text)

    return read


_ADDRESS = Kind(expected="an address without a path such as https://deploy.example.com", read=_address)
_PATH_PREFIX = Kind(expected="the beginning of a path such as /rollback/", read=_prefix)
_NETWORK = Kind(expected="a network such as 10.0.0.0/8", read=_network)
_WHOLE_FILE = Kind(expected="a whole path such as /run/secrets/hook", read=_matching(_FILE))
_FOLDER = Kind(expected="a folder's whole path such as /var/empty", read=_matching(_DIRECTORY))
_NAME_OF_VARIABLE = Kind(expected="an environment variable's name such as KUBECONFIG", read=_passed_on)
_ANYTHING = Kind(expected="the name of an environment variable", read=str)
_ELEMENT = Kind(expected="a text of characters that can be seen", read=_element)
_PATTERN = Kind(expected=f"a pattern of {EXPECTED}", read=_pattern)
_BYTES = Kind(expected=f"a number of bytes from 100 to {_MOST_OUTPUT}", read=_number(100, _MOST_OUTPUT))
_FAILURES = Kind(expected="a number from 1 to 100", read=_number(1, 100))
_RUNBOOK = Kind(expected="a runbook's id such as alert-storm", read=_matching(_NAME))
_STEP: Kind[int | None] = Kind(expected="a step's number", read=_number(1, 200))
