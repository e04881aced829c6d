"""Looker's cost allocation to Acumatica, and the tail of the loads: cache and plans."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import requests
import yaml

from demo.pipeline import DELIVERING, run_job
from demo.settings import ROOT, WAREHOUSE, environment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from erp_sandbox.acumatica.client import AcumaticaControl
    from erp_sandbox.looker.client import LookerControl

    from demo.pipeline import Progress

_JOB, _READ_BACK = "looker-to-acumatica", "acumatica-to-warehouse"
_PIPELINE = ROOT / "pipelines" / f"{_JOB}.meltano.yml"
_TIMEOUT = 60
_TOTALS = """
select line.period_name, department.department_code, account.account_number, sum(line.net_amount),
    sum(case when line.document_type = 'journal' and line.memo like 'Cost allocation%'
        then line.net_amount else 0 end)
from finance.fct_gl_line line
join finance.dim_company company using (company_key)
join finance.dim_account account using (account_key)
join finance.dim_department department using (department_key)
where company.source_system = 'acumatica' and company.company_code = ?
    and account.account_class = 'expense' and line.is_primary_book
group by all
"""
_ZERO = (Decimal(0), Decimal(0))

CostCenter = tuple[str, str, str]
"""Period, cost center and account."""


@dataclass
class Movement:
    """The cost of one cost center in one account and period.

    Attributes:
        before: Total before the journals.
        after: Total after they were read back.
        posted: What the journals of allocations contain of it, reversals included.
        allocated: What Looker computes.
        own: Total before without the journals of earlier allocations.
    """

    before: Decimal
    after: Decimal
    posted: Decimal
    allocated: Decimal
    own: Decimal

    def ties_out(self) -> bool:
        """Return whether the total moved by exactly the allocation."""
        return self.posted == self.allocated and self.after == self.own + self.allocated


class LookerDelivery:
    """A tenant of Acumatica that receives what an instance of Looker computes.

    Args:
        site: The control of the tenant's site.
        looker: The instance's control.
    """

    def __init__(self, site: AcumaticaControl, looker: LookerControl) -> None:
        self._site = site
        self._looker = looker
        plugins = yaml.safe_load(_PIPELINE.read_text(encoding="utf-8"))["plugins"]
        self._query = plugins["extractors"][0]["config"]["queries"][0]
        self._company = self._query["filters"]["allocation.company_code"]

    def deliver(self) -> bool:
        """Post the allocation twice, read it back and compare; return whether all are equal.

        Raises:
            DemoError: A run failed.
        """
        print()
        variables = environment(self._site.environment() | self._looker.environment())
        variables["TARGET_ACUMATICA_ALLOCATIONS_ON_CORRECTION"] = "reverse"
        before = self._totals()
        allocated = self._allocation()
        first = run_job(variables, _JOB, stages=DELIVERING)
        second = run_job(variables, _JOB, stages=DELIVERING)
        run_job(variables, _READ_BACK)
        after = self._totals()
        periods = {period for period, *_ in allocated}  # a period may have been closed since
        movements = {
            key: Movement(
                before=before.get(key, _ZERO)[0],
                after=after.get(key, _ZERO)[0],
                posted=after.get(key, _ZERO)[1],
                allocated=allocated.get(key, Decimal(0)),
                own=before.get(key, _ZERO)[0] - before.get(key, _ZERO)[1],
            )
            for key in before.keys() | after.keys() | allocated.keys()
            if key[0] in periods
        }
        return all([_print_outcomes(first, second), self._print_movements(movements)])

    def _totals(self) -> dict[CostCenter, tuple[Decimal, Decimal]]:
        """Return the total of each cost center, and the part of it that allocations posted."""
        with duckdb.connect(str(WAREHOUSE), read_only=True) as warehouse:
            rows = warehouse.execute(_TOTALS, [self._company]).fetchall()
        return {(period, code, account): (total, own) for period, code, account, total, own in rows}

    def _allocation(self) -> dict[CostCenter, Decimal]:
        """Return the amounts that Looker computes, requested from it directly."""
        fields = ("period_name", "department_code", "account_number", "total_amount")
        body = {
            "model": self._query["model"],
            "view": self._query["explore"],
            "fields": [f"allocation.{name}" for name in fields],
            "filters": self._query["filters"],
            "limit": "-1",
        }
        found: dict[CostCenter, Decimal] = {}
        for row in _run(self._looker.config(), body):
            period, code, account, amount = (row[f"allocation.{name}"] for name in fields)
            found[period, code, account] = Decimal(amount)
        return found

    def _print_movements(self, movements: Mapping[CostCenter, Movement]) -> bool:
        title = f"Cost allocation of {self._company}"
        print(f"\n{title:<40}{'before':>14}{'Looker':>14}{'posted':>14}{'after':>14}")
        shown = sorted(key for key, one in movements.items() if one.allocated or one.posted)
        for key in shown:
            one = movements[key]
            mark = "" if one.ties_out() else "  <--"
            period, code, account = key
            print(
                f"  {f'{period}, cost center {code}, {account}':<38}{one.before:>14,.2f}"
                f"{one.allocated:>14,.2f}{one.posted:>14,.2f}{one.after:>14,.2f}{mark}"
            )
        balanced = sum(one.posted for one in movements.values()) == 0
        return bool(shown) and balanced and all(one.ties_out() for one in movements.values())


def _run(config: Mapping[str, Any], body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the result of a query, with exact numbers."""
    url = f"{config['api_url']}/api/4.0"
    keys = {name: config[name] for name in ("client_id", "client_secret")}
    with requests.Session() as session:
        login = session.post(f"{url}/login", data=keys, timeout=_TIMEOUT)
        login.raise_for_status()
        session.headers["Authorization"] = f"token {login.json()['access_token']}"
        response = session.post(
            f"{url}/queries/run/json", params={"limit": -1}, json=body, timeout=_TIMEOUT
        )
        response.raise_for_status()
        rows: list[dict[str, Any]] = response.json(parse_float=Decimal)
        session.delete(f"{url}/logout", timeout=_TIMEOUT)
    return rows


def _print_outcomes(first: Progress, second: Progress) -> bool:
    """Print what was created, and that a second run sends nothing."""
    names = ("created", "updated", "unchanged", "rejected")
    print(f"\n{'Acumatica':<24}" + "".join(f"{name:>12}" for name in (*names, "sent again")))
    passed = True
    for obj, outcomes in first.delivered.items():
        later = second.delivered.get(obj, {})
        sent_again = later.get("created", 0) + later.get("updated", 0)
        figures = [*(outcomes[name] for name in names), sent_again]
        ties_out = sent_again == 0 and not outcomes["rejected"]
        mark = "" if ties_out else "  <--"
        print(f"  {obj:<22}" + "".join(f"{figure:>12,}" for figure in figures) + mark)
        passed = passed and ties_out
    return passed and bool(first.delivered)
