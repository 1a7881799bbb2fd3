"""Mistakes in a command's argument vector: everything by which a value could become more than a value."""

import posixpath
from collections.abc import Sequence

from bot.config.nodes import Section, suggestion
from bot.domain.vectors import PLACE, names, read_again


def check_argv(
    entry: Section,
    key: str,
    argv: Sequence[str],
    *,
    arguments: Sequence[tuple[str, str]],
    all_used: bool = False,
) -> None:
    """Record what is wrong with the argument vector at `key`.

    Args:
        arguments: that the command takes.
        all_used: whether each of them must be used in it.
    """
    if not argv:
        if key in entry:
            entry.mistake(
                "found nothing to run, expected the program's whole path and its arguments", key=key
            )
        return
    program = argv[0]
    if PLACE.search(program):
        entry.mistake("a value may not decide which program runs; write the program itself", key=key)
    elif not program.startswith("/") or posixpath.normpath(program) != program:
        entry.mistake(
            f'found the program "{program}", expected its whole path such as /usr/bin/kubectl', key=key
        )
    known = {name for name, _ in arguments}
    used = set(names(argv))
    for name in sorted(used - known):
        hint = suggestion(name, among=known) if known else "this command has no arguments"
        entry.mistake(f"{{{name}}} is none of its arguments; {hint}", key=key)
    for name in sorted(known - used) if all_used else ():
        entry.mistake(f"the argument {name} is not used in it; write {{{name}}} where it goes", key=key)
    reader = read_again(argv)
    if reader is not None:
        entry.mistake(
            f"{reader} would read a value as part of a program; write a program that takes it as an argument",
            key=key,
        )
