"""What is wrong with a configuration, for the person who wrote it."""

from collections.abc import Iterable


class ConfigError(Exception):
    """The configuration or the environment holds mistakes; `findings` says all of them, one sentence each."""

    def __init__(self, findings: Iterable[str]) -> None:
        """Carry the sentences, in the order in which a person would look for them."""
        self.findings = tuple(findings)
        super().__init__("\n".join(self.findings))
