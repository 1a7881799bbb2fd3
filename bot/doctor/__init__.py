"""The doctor: looks at everything Muster needs, says what is wrong and how to mend it, and posts nothing.

`muster doctor` asks once; `Rounds` asks every day while `muster serve` runs, and tells what has changed.
"""

from bot.doctor.examination import examine
from bot.doctor.patient import Patient
from bot.doctor.rounds import Rounds

__all__ = ["Patient", "Rounds", "examine"]
