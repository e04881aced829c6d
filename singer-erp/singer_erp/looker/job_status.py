"""How deliveries ended, which Looker says in System Activity alone, and late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from singer_erp.errors import VendorError
from singer_erp.http.bodies import json_as
from singer_erp.looker.delivery_log import DeliveryOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from singer_erp.looker.instance import Instance
    from singer_erp.looker.plans import JobStatus

_RUN = "/queries/run/json"
_PARAMETERS = {
    "cache": False,
    "apply_formatting": False,
    "apply_vis": False,
    "server_table_calcs": False,
}
_PLANS_PER_QUERY = 200
_MAX_ROWS = 5000
_rows = json_as(list[dict[str, Any]])


class Jobs:
    """The jobs of plans in System Activity.

    Args:
        instance: The instance.
        options: Names of the Explore, its fields and statuses.
        clean: Removes secrets from what Looker says.
    """

    def __init__(self, instance: Instance, options: JobStatus, clean: Callable[[str], str]) -> None:
        self._instance = instance
        self._options = options
        self._clean = clean
        self._queries = 0

    def outcomes(self, plan_ids: Sequence[str]) -> dict[str, DeliveryOutcome]:
        """Return how jobs ended, by id of their plans; others have not, as far as is known.

        Raises:
            ErpError: A query failed.
        """
        options = self._options
        fields = [options.plan_id, options.job_id, options.status, options.detail]
        found: dict[str, DeliveryOutcome] = {}
        for start in range(0, len(plan_ids), _PLANS_PER_QUERY):
            ids = ",".join(plan_ids[start : start + _PLANS_PER_QUERY])
            for row in self._query(fields, {options.plan_id: ids}):
                if outcome := self._outcome(row):
                    plan_id = str(row.get(options.plan_id))
                    # Of several jobs of one plan a failed one says more.
                    if plan_id not in found or not outcome.is_delivered:
                        found[plan_id] = outcome
        return found

    def plan_ids(self, token: str) -> dict[str, str]:
        """Return the ids of the plans with a text in their names, by name."""
        options = self._options
        rows = self._query([options.plan_id, options.plan_name], {options.plan_name: f"%{token}%"})
        return {str(row.get(options.plan_name)): str(row.get(options.plan_id)) for row in rows}

    def _query(self, fields: Iterable[str], filters: dict[str, str]) -> list[dict[str, Any]]:
        options = self._options
        # System Activity may answer from a cache of hours all the same ("System Activity"): with
        # a limit of its own, each query is another one.
        self._queries += 1
        limit = _MAX_ROWS + self._queries
        body = {
            "model": options.model,
            "view": options.explore,
            "fields": [*fields],
            "filters": filters,
            "sorts": [options.plan_id],
            "limit": str(limit),
        }
        try:
            rows = self._instance.fetch(
                "POST", _RUN, _rows, params=_PARAMETERS | {"limit": limit}, json=body
            )
        except VendorError as error:
            raise self._error(error.reason, error.request_id) from None
        for row in rows:
            if reason := row.get("looker_error"):
                raise self._error(str(reason))
        if len(rows) >= limit:
            raise self._error(f"there are more than {limit} rows")
        return rows

    def _error(self, reason: str, request_id: str | None = None) -> VendorError:
        options = self._options
        return VendorError(
            f"Whether plans were delivered cannot be read from {options.model}::{options.explore}: "
            f"{reason}",
            "Give the API user `see_system_activity`, or correct `job_status` in the file of "
            "`plans_file`",
            request_id=request_id,
        )

    def _outcome(self, row: dict[str, Any]) -> DeliveryOutcome | None:
        options = self._options
        status = str(row.get(options.status) or "")
        is_delivered = status.casefold() in _folded(options.delivered)
        if not is_delivered and status.casefold() not in _folded(options.failed):
            return None
        detail = self._clean(str(row.get(options.detail) or ""))
        if not is_delivered:
            detail = detail or f"the job ended as {status}"
        job_id = str(row.get(options.job_id) or "")
        return DeliveryOutcome(is_delivered, status, detail or None, job_id or None)


def _folded(statuses: Iterable[str]) -> set[str]:
    return {status.casefold() for status in statuses}
