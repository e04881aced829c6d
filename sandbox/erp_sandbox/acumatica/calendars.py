"""Financial calendars: the master calendar, and one for each company.

The tenants have the feature Multiple Calendar Support.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

_MONTHS = 12


@dataclass(frozen=True)
class Calendar:
    """A calendar of monthly periods, `MMYYYY`: the number of a period in its financial year.

    A year that does not start in January has the number of the year that it ends in ("Belongs to
    Next Year").

    Attributes:
        first_month: The month that its years start in.
    """

    first_month: int = 1

    def period(self, day: date) -> str:
        """Return the period of a day."""
        year = day.year + (1 < self.first_month <= day.month)
        return f"{(day.month - self.first_month) % _MONTHS + 1:02}{year}"

    def start(self, period: str) -> date:
        """Return the first day of a period.

        Raises:
            LookupError: If it is none of twelve.
        """
        number, year = int(period[:2]), int(period[2:])
        if not 1 <= number <= _MONTHS:
            raise LookupError(f"There is no financial period {period}.")
        month = (self.first_month + number - 2) % _MONTHS + 1
        return date(year - (1 < self.first_month <= month), month, 1)


MASTER = Calendar()
