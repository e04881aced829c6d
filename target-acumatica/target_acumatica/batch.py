"""A batch of the general ledger, and its statuses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from target_acumatica.tokens import Mark

Json = dict[str, Any]

HOLD, BALANCED, PENDING = "On Hold", "Balanced", "Pending Approval"
POSTED = {"Posted", "Unposted"}
# Neither posted nor to be posted.
WITHOUT_EFFECT = {"Void", "Voided", "Rejected"}


@dataclass(frozen=True)
class Batch:
    """A batch with a token.

    Attributes:
        number: Its number.
        status: Its status.
        mark: Which batch of which journal it is.
        text: Its description without the token.
        body: What the response has of it.
        request_id: The vendor's id of the request.
    """

    number: str
    status: str
    mark: Mark
    text: str
    body: Json = field(repr=False)
    request_id: str | None = None

    @property
    def is_posted(self) -> bool:
        """Whether it can no longer be changed or deleted."""
        return self.status in POSTED
