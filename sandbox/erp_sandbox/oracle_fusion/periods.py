"""Periods of a ledger: whether they are open, and their opening and closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.oracle_fusion.amounts import period_name
from erp_sandbox.oracle_fusion.changing import RuleError
from erp_sandbox.oracle_fusion.seed_ledger import APPLICATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from erp_sandbox.oracle_fusion.organization import Ledger
    from erp_sandbox.oracle_fusion.rows import Row
    from erp_sandbox.oracle_fusion.store import Pod

STATUSES = {"N", "F", "O", "C", "P"}
_RESOURCE = "accountingPeriodStatusLOV"


def status_of(pod: Pod, ledger: Ledger, period: str, application: str) -> Row:
    """Return the status of a period of a ledger in an application.

    Raises:
        LookupError: If there is none.
    """
    number = APPLICATIONS.get(application)
    for row in _rows(pod, ledger):
        if row.values["PeriodNameId"] == period and row.values["ApplicationId"] == number:
            return row
    raise LookupError(f"There is no period {period} of {ledger.name} in {application}.")


def _rows(pod: Pod, ledger: Ledger) -> Iterator[Row]:
    return (row for row in pod.committed(_RESOURCE) if row.ledger == ledger.name)


def check(pod: Pod, ledger: Ledger, day: date) -> None:
    """Check that journals of a day can be posted.

    Raises:
        RuleError: If the period is not open in General Ledger.
    """
    status = status_of(pod, ledger, period_name(day), "GL").values["ClosingStatus"]
    if status != "O":
        raise RuleError(f"The period {period_name(day)} of {ledger.name} is not open.")


def set_status(pod: Pod, row: Row, status: str) -> Row:
    """Open or close a period.

    Raises:
        RuleError: If it is permanently closed, or there is no such status.
    """
    if status not in STATUSES or row.values["ClosingStatus"] == "P":
        raise RuleError(f"The period cannot get the status {status!r}.")
    return pod.save(row.changed(None, {"ClosingStatus": status}))
