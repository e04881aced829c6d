"""What an org must have before records can be delivered, beyond what `setup` creates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ConfigError, VendorError

from target_salesforce.schema import key_field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from singer_erp.delivery.mapping import StreamMapping

    from target_salesforce.connection import Connection
    from target_salesforce.schema import OrgSchema


@dataclass(frozen=True)
class Finding:
    """Something that a person should know before the first delivery.

    Attributes:
        text: What it is, and what to do.
        is_problem: Whether records cannot be delivered because of it.
    """

    text: str
    is_problem: bool


class OrgReadiness:
    """Checks one org against the mappings and the settings.

    Args:
        connection: The connection to the org.
        schema: The org's objects and fields.
        bind: Checks a mapping against the org.
        mappings: Mapping by stream.
        allow_duplicates: The setting.
        usage_limit_percent: The setting `api_usage_limit_percent`.
    """

    def __init__(  # noqa: PLR0913  # values instead of the target
        self,
        connection: Connection,
        schema: OrgSchema,
        bind: Callable[[StreamMapping], object],
        mappings: Mapping[str, StreamMapping],
        *,
        allow_duplicates: bool,
        usage_limit_percent: int,
    ) -> None:
        self._connection = connection
        self._schema = schema
        self._bind = bind
        self._mappings = mappings
        self._allow_duplicates = allow_duplicates
        self._usage_limit_percent = usage_limit_percent

    def findings(self) -> Iterator[Finding]:
        """Yield what stops or may stop a delivery; fields that `setup` creates must exist."""
        for mapping in self._mappings.values():
            try:
                self._bind(mapping)
            except ConfigError as error:
                yield Finding(f"stream '{mapping.stream}': {error}", is_problem=True)
        yield from self._keys()
        for checks in (self._duplicate_rules, self._limits):
            try:
                yield from checks()
            except VendorError as error:
                yield Finding(str(error), is_problem=False)

    def _keys(self) -> Iterator[Finding]:
        """Yield keys that may have several records."""
        for obj, name in {(m.object, m.external_id): None for m in self._mappings.values()}:
            try:
                field = key_field(self._schema[obj], name)
            except ConfigError:
                continue  # as `bind` says
            if not field.unique:
                yield Finding(
                    f"{obj}.{field.name} is not unique: a key that several records have is "
                    "rejected. Make the field unique in Setup.",
                    is_problem=False,
                )

    def _duplicate_rules(self) -> Iterator[Finding]:
        # Through the API, an alert blocks the save (REST API, "Sforce-Duplicate-Rule-Header").
        if self._allow_duplicates:
            return
        soql = "SELECT DeveloperName, SobjectType FROM DuplicateRule WHERE IsActive = true"
        objects = {mapping.object for mapping in self._mappings.values()}
        for row in self._connection.get("/query", params={"q": soql})["records"]:
            if row["SobjectType"] in objects:
                yield Finding(
                    f"the duplicate rule {row['DeveloperName']} on {row['SobjectType']} rejects "
                    "records that resemble others. Set `allow_duplicates` to save them, unless "
                    "the rule blocks.",
                    is_problem=False,
                )

    def _limits(self) -> Iterator[Finding]:
        limits = self._connection.get("/limits")
        most, left = _limit(limits, "DailyApiRequests")
        yield Finding(
            f"{most - left:,} of {most:,} API requests of 24 hours are used; runs stop at "
            f"{self._usage_limit_percent}% (`api_usage_limit_percent`).",
            is_problem=False,
        )
        most, left = _limit(limits, "DataStorageMB")
        if most and not left:
            yield Finding(
                f"the org's storage of {most:,} MB is full. Delete records or buy storage.",
                is_problem=True,
            )


def _limit(limits: dict[str, Any], name: str) -> tuple[int, int]:
    """Return the maximum and the rest of a limit; users without permission see some of them."""
    limit = limits.get(name, {})
    return int(limit.get("Max", 0)), int(limit.get("Remaining", 0))
