"""The command line: `muster serve`, `muster demo` and what an operator needs beside them.

Every command imports what it needs when it runs, so that `muster --help` answers at once.
"""

from bot.cli.commands import app


def main() -> None:
    """Run the `muster` command with the arguments of this process."""
    app()
