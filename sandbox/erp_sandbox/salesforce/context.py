"""The circumstances of a write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from erp_sandbox.salesforce.security import User


@dataclass(frozen=True)
class Context:
    """The circumstances of a write.

    Attributes:
        user: Who writes.
        text: Values are CSV cells; an error of type fails the record, not the call.
        allow_save: The caller accepts duplicates (`Sforce-Duplicate-Rule-Header`).
        update_only: An upsert that finds nothing is rejected.
        unseen: Ids of new records that references by external id do not find; grows with every
            record made (rows of one Bulk job do not see each other).
    """

    user: User
    text: bool = False
    allow_save: bool = False
    update_only: bool = False
    unseen: set[str] | None = None
