"""The tail of the loads: Looker's cache is expired, and its plans are delivered."""

from __future__ import annotations

import csv
import email
import email.policy
import io
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import duckdb

from demo.pipeline import run_job
from demo.settings import RECEIVERS, WAREHOUSE, environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from erp_sandbox.looker.client import LookerControl

_JOB = "looker-after-load"
_STAGES = (("datagroup trigger", "expiring the cache"), ("plans run", "delivering"))
_MAILBOX, _BUCKET, _FOLDER, _USER = "treasury@example.com", "finance-exports", "aging", "erp-files"
_ADDRESSES = {
    "CASH_POSITION_MAILBOX": _MAILBOX,
    "AP_AGING_BUCKET": f"s3://{_BUCKET}/{_FOLDER}/",
    "AP_AGING_BUCKET_KEY_ID": "AKIASIMULATED",
    "AP_AGING_BUCKET_SECRET_KEY": "simulated-secret-key",
    "AP_AGING_SFTP": f"sftp://files.example.com/{_FOLDER}/",
    "AP_AGING_SFTP_USER": _USER,
    "AP_AGING_SFTP_PASSWORD": "simulated-password",
    "LOOKER_POLL_SECONDS": "1",
}
# The sum of the last column of what arrives.
_AGING = "select sum(base_open_amount) from finance.ap_aging"
_CASH = """
select sum(line.net_amount)
from finance.fct_gl_line line join finance.dim_account account using (account_key)
where account.account_type = 'bank' and line.is_primary_book
"""
_FIRST_TILE = "Cash by Account"


class PlansDelivery:
    """Plans of an instance of Looker.

    Args:
        looker: The instance's control.
    """

    def __init__(self, looker: LookerControl) -> None:
        self._looker = looker

    def deliver(self) -> bool:
        """Deliver all plans; return whether what arrived equals the marts.

        Raises:
            DemoError: A delivery failed.
        """
        print()
        before = set(_files())
        run_job(environment(self._looker.environment()) | _ADDRESSES, _JOB, stages=_STAGES)
        print(f"\n{'Delivered by Looker':<58}{'rows':>8}{'sum':>18}{'marts':>18}")
        arrived = sorted(set(_files()) - before)
        passed = len(arrived) == 3  # noqa: PLR2004  # a mailbox, a bucket and an SFTP folder
        for path in arrived:
            passed &= _print_file(path)
        return passed


def _files() -> Iterator[Path]:
    """Yield what the simulated mailbox, bucket and SFTP host have received."""
    return (path for path in RECEIVERS.rglob("*") if path.is_file())


def _print_file(path: Path) -> bool:
    is_mail = path.suffix == ".eml"
    rows = _table(_attachment(path) if is_mail else path.read_text(encoding="utf-8"))
    total = sum((Decimal(row[-1].replace(",", "")) for row in rows if row[-1]), Decimal(0))
    with duckdb.connect(str(WAREHOUSE), read_only=True) as warehouse:
        [(expected,)] = warehouse.execute(_CASH if is_mail else _AGING).fetchall()
    mark = "" if rows and total == expected else "  <--"
    place = path.parent.relative_to(RECEIVERS)
    print(f"  {place!s:<56}{len(rows):>8,}{total:>18,.2f}{expected:>18,.2f}{mark}")
    return not mark


def _table(text: str) -> list[list[str]]:
    return [*csv.reader(io.StringIO(text))][1:]


def _attachment(path: Path) -> str:
    """Return the first tile of the dashboard in a message."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    [attached] = message.iter_attachments()
    with zipfile.ZipFile(io.BytesIO(attached.get_content())) as tiles:
        name = next(name for name in tiles.namelist() if _is_first_tile(name))
        return tiles.read(name).decode()


def _is_first_tile(name: str) -> bool:
    return _FIRST_TILE.lower().replace(" ", "_") in name.lower().replace(" ", "_")
