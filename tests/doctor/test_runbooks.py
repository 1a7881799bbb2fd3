"""Runbooks that cannot be read: a warning each, for the others can be followed."""

from bot.domain.checkup import State
from tests.doctor.clinic import Clinic


async def test_a_file_that_is_no_runbook_is_a_warning_with_its_place(clinic: Clinic) -> None:
    """The doctor says which file, and what says more."""
    clinic.broken_runbooks = ("ours/disk.md:3: owner: found nothing, expected a person or group",)
    state, told = (await clinic.troubles())["runbooks"]
    assert state is State.WARNING
    assert "ours/disk.md:3: owner: found nothing" in told
    assert "muster runbooks check" in told
