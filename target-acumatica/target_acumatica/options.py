"""How journals are posted: by the settings of the run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from target_acumatica.batch import BALANCED, PENDING

if TYPE_CHECKING:
    from target_acumatica.batch import Batch


@dataclass(frozen=True)
class Options:
    """How journals are posted.

    Attributes:
        post_as: The setting.
        reverses: Whether a posted journal that has changed is reversed.
        concurrency: Maximum requests in flight.
    """

    post_as: str
    reverses: bool
    concurrency: int

    def are_met_by(self, batch: Batch) -> bool:
        """Return whether a batch has the status that is wanted, or a later one."""
        if batch.is_posted or self.post_as == "hold":
            return True
        return self.post_as == "balanced" and batch.status in {BALANCED, PENDING}
