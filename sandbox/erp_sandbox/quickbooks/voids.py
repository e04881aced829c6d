"""Voids: the amounts of a document set to zero."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

Record = dict[str, Any]


def zeroed(values: Record) -> Record:
    """Return the fields of a document that a void sets to zero."""
    zero: Record = {
        name: Decimal(0)
        for name in ("TotalAmt", "Balance", "UnappliedAmt", "Deposit", "RemainingCredit")
        if name in values
    }
    lines: list[Record] = []
    for line in values.get("Line", []):
        detail = {
            name: {k: Decimal(0) if k in {"Qty", "UnitPrice"} else v for k, v in entry.items()}
            if name.endswith("Detail")
            else entry
            for name, entry in line.items()
        }
        lines.append(
            {**detail, "Amount": Decimal(0), **({"LinkedTxn": []} if "LinkedTxn" in line else {})}
        )
    tax = values.get("TxnTaxDetail")
    if tax:
        taxed = [{**line, "Amount": Decimal(0)} for line in tax.get("TaxLine", [])]
        zero["TxnTaxDetail"] = {**tax, "TotalTax": Decimal(0), "TaxLine": taxed}
    return {**zero, "Line": lines}
