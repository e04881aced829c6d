"""What people do in the Acumatica tenant: sign in, and enter the costs of a month."""

from __future__ import annotations

import time
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import requests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from erp_sandbox.acumatica.client import AcumaticaControl

TIMEOUT = 60
# Cost centers are the first two digits of a subaccount; 01 is the administration.
_COSTS = (
    ("6090", "010000", "1000.00"),
    ("6010", "020000", "4100.00"),
    ("6010", "030000", "2300.00"),
    ("6010", "070000", "900.00"),
)
_LATER = (("6050", "010000", "250.00"),)
_ACCRUED = "2100"
_JOURNAL = "JournalTransaction"


@contextmanager
def signed_in(site: AcumaticaControl) -> Iterator[tuple[requests.Session, str]]:
    """Sign in to the tenant; yield the session and the URL of the endpoint."""
    config = site.config(auth="cookie")
    url = config["api_url"]
    endpoint = f"{url}/entity/{config['endpoint_name']}/{config['endpoint_version']}"
    form = {"name": config["username"], "password": config["password"], "tenant": config["tenant"]}
    with requests.Session() as session:
        session.post(f"{url}/entity/auth/login", json=form, timeout=TIMEOUT).raise_for_status()
        try:
            yield session, endpoint
        finally:
            session.post(f"{url}/entity/auth/logout", data=b"", timeout=TIMEOUT)


def enter_costs(site: AcumaticaControl, *, later: bool) -> str:
    """Post costs of the last month in the branch HEADOFFICE; return a description.

    Args:
        site: The control of the tenant's site.
        later: Whether the month's costs are there, so that one more is found.
    """
    month_end = date.today().replace(day=1) - timedelta(days=1)  # noqa: DTZ011  # a posting date
    costs = _LATER if later else _COSTS
    total = sum(round(float(amount) * 100) for *_, amount in costs) / 100
    lines = [
        {"Account": account, "Subaccount": subaccount, "DebitAmount": amount}
        for account, subaccount, amount in costs
    ]
    body = {
        "Module": "GL",
        "BranchID": "HEADOFFICE",
        "TransactionDate": f"{month_end}T00:00:00",
        "Description": "Late cost of the month" if later else "Costs of the month",
        "Hold": False,
    }
    site.mutate("period", period=f"{month_end:%m%Y}", status="Open", company="ALDUS")
    lines.append({"Account": _ACCRUED, "Subaccount": "000000", "CreditAmount": f"{total:.2f}"})
    with signed_in(site) as (session, endpoint):
        response = session.put(
            f"{endpoint}/{_JOURNAL}",
            json=_values(body) | {"Details": [_values(line) for line in lines]},
            timeout=TIMEOUT,
        )
        response.raise_for_status()
        _release(session, endpoint, response.json()["BatchNbr"]["value"])
    return f"{body['Description']}, {month_end:%b %Y}: {total:,.2f} were posted in HEADOFFICE"


def _release(session: requests.Session, endpoint: str, number: str) -> None:
    entity = _values({"Module": "GL", "BatchNbr": number})
    started = session.post(
        f"{endpoint}/{_JOURNAL}/ReleaseJournalTransaction",
        json={"entity": entity, "parameters": {}},
        timeout=TIMEOUT,
    )
    started.raise_for_status()
    location = requests.compat.urljoin(endpoint, started.headers.get("Location", ""))
    while started.status_code == requests.codes.accepted:
        status = session.get(location, timeout=TIMEOUT)
        status.raise_for_status()
        if status.status_code != requests.codes.accepted:
            return
        time.sleep(0.2)


def _values(fields: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: {"value": value} for name, value in fields.items()}
