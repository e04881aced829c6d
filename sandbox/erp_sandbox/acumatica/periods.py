"""Financial periods of the companies, and the status that each company gives them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from erp_sandbox.acumatica.calendars import MASTER
from erp_sandbox.acumatica.changing import RuleError, changed

if TYPE_CHECKING:
    from datetime import date

    from erp_sandbox.acumatica.rows import Row
    from erp_sandbox.acumatica.store import Tenant

STATUSES = ("Inactive", "Open", "Closed", "Locked")

_SUBLEDGERS = ("AP", "AR", "CA", "FA", "IN")


def of_day(tenant: Tenant, branch: str, day: date) -> str:
    """Return the financial period of a day in the calendar of a branch's company."""
    return tenant.organization.branches[branch].calendar.period(day)


def in_master_calendar(tenant: Tenant, branch: str, period: str) -> str:
    """Return the period of the master calendar that has the days of a branch's period."""
    return MASTER.period(tenant.organization.branches[branch].calendar.start(period))


def status(tenant: Tenant, branch: str, period: str) -> str | None:
    """Return the status of a branch's financial period, None if it was not generated."""
    company = tenant.organization.branches[branch].company
    year = tenant.get("CompanyFinancialPeriod", company, period[2:])
    for line in year.details["Details"] if year else ():
        if line.values["FinancialPeriodID"] == period:
            return str(line.values["Status"])
    return None


def check(tenant: Tenant, branch: str, period: str) -> None:
    """Check that journals may be entered in a period.

    Raises:
        RuleError: If it is closed, inactive or missing.
    """
    found = status(tenant, branch, period)
    shown = f"{period[:2]}-{period[2:]}"
    if found is None:
        raise RuleError(f"The {shown} financial period does not exist.")
    if found == "Open" or (found == "Closed" and tenant.preferences.posting_closed):
        return
    company = tenant.organization.branches[branch].company
    raise RuleError(f"The {shown} financial period is {found.lower()} in the {company} company.")


def set_status(tenant: Tenant, year: Row, period: str, status: str) -> Row:
    """Store a year of a calendar with another status of a period, in all subledgers."""
    closed = dict.fromkeys((f"ClosedIn{name}" for name in _SUBLEDGERS), status == "Closed")
    lines = [
        replace(line, values={**line.values, "Status": status, **closed})
        if line.values["FinancialPeriodID"] == period
        else line
        for line in year.details["Details"]
    ]
    entity = "CompanyFinancialPeriod" if "Company" in year.values else "FinancialPeriod"
    return tenant.save(entity, changed(tenant, year, details={"Details": lines}))
