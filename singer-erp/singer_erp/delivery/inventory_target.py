"""The base of targets whose records users delete and merge at the destination."""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from typing import TYPE_CHECKING

from typing_extensions import override

from singer_erp.delivery.inventory import InventoryCheck
from singer_erp.delivery.target import DeliveryTarget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from singer_erp.audit.delivery import DeliveryRun
    from singer_erp.delivery.destination import Inventory
    from singer_erp.delivery.inventory import Comparison
    from singer_erp.delivery.mapping import StreamMapping


class InventoryTarget(DeliveryTarget):
    """A target that compares what it has sent with what the destination has now.

    Its settings include `on_merge` and `compare_days`.
    """

    @property
    @abstractmethod
    @override
    def inventory(self) -> Inventory:
        """What the destination has now."""

    @property
    @override
    def follows_merges(self) -> bool:
        return bool(self.config["on_merge"] == "follow")

    def compare(self) -> dict[str, Comparison]:
        """Compare all records that were sent with the destination's; return the result by object.

        Raises:
            ConfigError: The destination does not have what a mapping names.
        """
        run = self.begin_delivery()
        result = "failed"
        try:
            for mapping in self.mappings.values():
                self.destination.bind(mapping)
            check = self._inventory_check(run)
            objects = sorted({mapping.object for mapping in self.mappings.values()})
            compared = {obj: check.compare(obj) for obj in objects}
            result = "complete"
        finally:
            run.end(result, self.calls)
        return compared

    @override
    def reconcile(self, run: DeliveryRun, mappings: Sequence[StreamMapping]) -> None:
        objects = {mapping.object for mapping in mappings}
        for obj, job in self.known.jobs():
            if obj in objects:
                self.inventory.finish_job(obj, job)
                run.end_job(job)
        check = self._inventory_check(run)
        max_age = dt.timedelta(days=self.config["compare_days"])
        parents = {link.object for mapping in mappings for link in mapping.lookups.values()}
        for obj in sorted(parents | objects):
            check.check(obj, max_age)

    def _inventory_check(self, run: DeliveryRun) -> InventoryCheck:
        return InventoryCheck(
            self.inventory,
            self.known,
            run,
            follow_merges=self.follows_merges,
            log=self.logger,
        )
