"""What Intuit does to some companies, or may do: set through the control surface."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from erp_sandbox.quickbooks.errors import ApiError

# "Error codes", and what clients have observed.
_FAULTS = {
    "4002": (
        "Error processing query",
        "QueryProcessingError: To email address entered is invalid",
    ),
    "5020": ("Permission Denied Error", "Permission Denied Error : the feature is not enabled"),
    "6000": (
        "A business validation error has occurred while processing your request",
        "Business Validation Error: Unexpected Internal Error. (-30000)",
    ),
}


@dataclass
class Quirks:
    """Deviations of one company.

    Attributes:
        faults: Error code by entity: its queries, its counts, and change data capture with it
            fail.
        objects_per_batch: Objects that a whole batch returns, the rest is silently omitted; None
            for no limit but that of each query.
        count_offset: Added to what counting queries return; None omits `totalCount`.
        milliseconds: Whether times of creation have milliseconds.
        more_metadata: Fields of `MetaData` that the schema allows and most companies lack.
    """

    faults: dict[str, str] = field(default_factory=dict)
    objects_per_batch: int | None = None
    count_offset: int | None = 0
    milliseconds: bool = False
    more_metadata: dict[str, Any] = field(default_factory=dict)

    def check(self, entity: str) -> None:
        """Raise the fault of an entity.

        Raises:
            ApiError: It has one.
        """
        if code := self.faults.get(entity):
            raise ApiError(code, *_FAULTS.get(code, ("An error has occurred", "")))
