"""Merges of lists: references to one record become references to another, documents untouched."""

from __future__ import annotations

from typing import Any

Record = dict[str, Any]

MERGEABLE = ("Account", "Class", "Customer", "Department", "Employee", "Item", "Vendor")
"""Lists whose records can be merged; "Configure webhooks" names four of them."""
# References that do not begin with the name of the list they refer to.
_MORE = {
    "Customer": {"RootCustomerRef"},
    "Item": {"GroupItemRef"},
    "Vendor": {"PrefVendorRef"},
}
# References of a record that name no list, but whose `type` does.
_TYPED = {"EntityRef", "Entity"}

_SAME = ("AccountType", "CurrencyRef")

# Accounts that QuickBooks itself posts to.
_SYSTEM = {
    "AccountsPayable",
    "AccountsReceivable",
    "OpeningBalanceEquity",
    "RetainedEarnings",
    "SalesTaxPayable",
    "UndepositedFunds",
}


def can_merge(entity: str, loser: Record, winner: Record) -> bool:
    """Return whether a record can be merged into another: of the same type and currency."""
    return (
        entity in MERGEABLE
        and loser is not winner
        and all(loser.get(name) == winner.get(name) for name in _SAME)
        and loser.get("AccountSubType") not in _SYSTEM
    )


def repointed(value: Any, owner: str, entity: str, loser: str, winner: str) -> Any:
    """Return a record, or a part of it, with references to one record changed to another.

    Args:
        value: The record.
        owner: Its entity.
        entity: The list.
        loser: Id of the record that is no longer referred to.
        winner: Id of the record that is.
    """
    if isinstance(value, list):
        return [repointed(entry, owner, entity, loser, winner) for entry in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("Type") or value.get("type")
    found = {}
    for name, entry in value.items():
        if isinstance(entry, dict) and entry.get("value") == loser:
            # A journal entry's `Entity` has the type, the reference is within.
            typed = name in _TYPED and entity in {kind, entry.get("type")}
            if typed or _refers(name, owner, entity):
                found[name] = {**entry, "value": winner}
                continue
        found[name] = repointed(entry, owner, entity, loser, winner)
    return found


def _refers(name: str, owner: str, entity: str) -> bool:
    if name == "ParentRef":
        return owner == entity
    if entity == "Account":
        return name.endswith("AccountRef")
    return name == f"{entity}Ref" or name in _MORE.get(entity, ())
