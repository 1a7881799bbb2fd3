"""Questions at a terminal, or answers from a pipe: each is asked until the answer can be meant."""

import getpass
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import typer

from bot.config import ConfigError
from bot.config.nodes import Kind, Wrong

T = TypeVar("T")


class AnswersEnded(Exception):
    """The input ended before the questions did."""


@dataclass(frozen=True, kw_only=True)
class Question(Generic[T]):
    """Something that is asked unless its flag says it.

    Args:
        flag: `--zone`.
        words: what the person reads.
        kind: reads the answer.
        suggestion: what an empty answer means; empty when there has to be one.
    """

    flag: str
    words: str
    kind: Kind[T]
    suggestion: str = ""


def settle(question: Question[T], *, said: str | None, ask: bool) -> T:
    """Return the answer: what the flag said, the suggestion, or what the person answers.

    Args:
        said: the flag's value; None where it is left out.
        ask: False to take the suggestion without asking.

    Raises:
        BadParameter: what the flag said cannot be meant, or it is needed and was left out.
        AnswersEnded: there are no more answers.
    """
    if said is not None or not ask:
        if said is None and not question.suggestion:
            raise typer.BadParameter(f"{question.flag} is needed here: {question.kind.expected}.")
        answer = question.suggestion if said is None else said
        return read_flag(question.flag, answer, kind=question.kind)
    prompt = f"{question.words} [{question.suggestion}]: " if question.suggestion else f"{question.words}: "
    while True:
        answer = _line(prompt) or question.suggestion
        try:
            return question.kind.read(answer)
        except Wrong as wrong:
            typer.echo(f"  {_unmeant(answer, question.kind, wrong)}", err=True)


def read_flag(flag: str, said: str, *, kind: Kind[T]) -> T:
    """Return what a flag says.

    Raises:
        BadParameter: it cannot be meant; the program ends with code 2.
    """
    try:
        return kind.read(said.strip())
    except Wrong as wrong:
        raise typer.BadParameter(f"{flag}: {_unmeant(said, kind, wrong)}") from wrong


def secret(name: str, *, words: str, check: Callable[[str], None]) -> str:
    """Return a secret that is not shown while it is typed; empty when it is left for later.

    Args:
        check: raises ConfigError, with sentences that do not repeat the value, for what cannot be one.

    Raises:
        AnswersEnded: there are no more answers.
    """
    prompt = f"{name} ({words}; it is not shown; empty to fill it in later): "
    while True:
        value = getpass.getpass(prompt).strip() if sys.stdin.isatty() else _line(prompt)
        try:
            check(value)
        except ConfigError as error:
            for finding in error.findings:
                typer.echo(f"  {finding}", err=True)
            continue
        return value


def _line(prompt: str) -> str:
    typer.echo(prompt, nl=False, err=True)
    line = sys.stdin.readline()
    if not sys.stdin.isatty():
        typer.echo(err=True)  # the answers of a pipe are not echoed, nor is their end of line
    if not line:
        raise AnswersEnded
    return line.strip()


def _unmeant(answer: str, kind: Kind[T], wrong: Wrong) -> str:
    return f'found "{answer}", expected {kind.expected}{f"; {wrong}" if str(wrong) else ""}'
