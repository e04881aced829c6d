"""The README's example, as it stands there."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

_README = Path(__file__).parents[1] / "README.md"
_BLOCK = re.MULTILINE | re.DOTALL
_ROW = {
    "period": "2026-09",
    "legal_entity": "HEADOFFICE",
    "posting_date": "2026-09-30",
    "department": "00",
    "location": "00",
    "memo": "Hosting",
}


def test_the_example_posts_a_journal_and_writes_vendors(delivery):
    [text] = re.findall(
        r"^```json\n(.*?)^```$", _README.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    rows = [
        _ROW | {"account": "6000", "amount": "7.25"},
        _ROW | {"account": "2000", "amount": -7.25},
    ]
    vendor = {"vendor_code": "NEWCO", "name": "New Co", "email": "a@new.example"}
    messages = [
        {
            "type": "SCHEMA",
            "stream": stream,
            "key_properties": [],
            "schema": {"properties": {name: {} for name in records[0]}},
        }
        for stream, records in (("accruals", rows), ("approved_vendors", [vendor]))
    ]
    messages += [{"type": "RECORD", "stream": "accruals", "record": row} for row in rows]
    messages.append({"type": "RECORD", "stream": "approved_vendors", "record": vendor})

    run = delivery.run("".join(json.dumps(m) + "\n" for m in messages), **json.loads(text))

    assert run.code == 0, run.log
    assert delivery.amounts("Accruals 2026-09") == [
        ("6000", Decimal("7.25"), Decimal(0)),
        ("2000", Decimal(0), Decimal("7.25")),
    ]
    vendors = {row["VendorID"] for row in delivery.sandbox.acumatica.truth("Vendor")}
    assert "NEWCO" in vendors
