"""Records with their children, as the store keeps them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from erp_sandbox.oracle_fusion.resources import Resource

Values = dict[str, Any]
"""Values by attribute: text, `Decimal`, `bool`, `int`, `date`, aware `datetime`; null is absent."""

Children = dict[str, list["Row"]]
Record = tuple["Values | Callable[[], Values]", "Children | Callable[[], Children]"]
"""Values and children, or what builds them when they are needed."""

_BUILT = 4_096
"""Records that are kept after they were built: some pages."""


class Row:
    """A record of a resource, or of a child of one.

    A stored row is never changed: a change stores another row with the same key.

    Args:
        resource: What it is a record of.
        key: Its key in the path.
        identity: The value of its first key attribute, None if the payload has none.
        modified: When it was last changed, None if the resource does not say.
        record: Its values and children, or what builds them when they are needed.
        business_unit: The business unit that data security knows it by.
        ledger: The ledger that data security knows it by.
        newest: A time after which no child was changed, None if only the children say.

    Attributes:
        visible_from: When the transaction that wrote it commits, None if it has.
        previous: The row that is seen until then, None if there is none.
    """

    __slots__ = (
        "__weakref__", "_record", "business_unit", "identity", "key", "ledger", "modified",
        "newest", "previous", "resource", "visible_from",
    )  # fmt: skip

    def __init__(  # noqa: PLR0913 - the facts of a row
        self,
        resource: Resource,
        key: str,
        identity: Any,
        modified: datetime | None,
        record: Record | Callable[[], Record],
        *,
        business_unit: str | None = None,
        ledger: str | None = None,
        newest: datetime | None = None,
    ) -> None:
        self.resource = resource
        self.key = key
        self.identity = identity
        self.modified = modified
        self._record = record
        self.business_unit = business_unit
        self.ledger = ledger
        self.newest = newest
        self.visible_from: datetime | None = None
        self.previous: Row | None = None

    @property
    def values(self) -> Values:
        """Its values by attribute."""
        found = self._built()[0]
        made: Values = found if isinstance(found, dict) else _build(found)
        return made

    @property
    def children(self) -> Children:
        """Its children by name, each in order."""
        found = self._built()[1]
        made: Children = found if isinstance(found, dict) else _build(found)
        return made

    def value(self, name: str) -> Any:
        """Return one value, without building the row for its key and its time of change."""
        if name == self.resource.modified:
            return self.modified
        if self.identity is not None and name == self.resource.keys[0]:
            return self.identity
        return self.values.get(name)

    def changed(
        self,
        modified: datetime | None = None,
        values: Mapping[str, Any] | None = None,
        children: Mapping[str, list[Row]] | None = None,
    ) -> Row:
        """Return the row with other values; a value of None removes the value.

        Args:
            modified: The time of the change; None leaves it as it is.
            values: Values to replace.
            children: Children to replace.
        """
        merged = {**self.values, **(values or {})}
        at = modified or self.modified
        if self.resource.modified:
            merged[self.resource.modified] = at
        kept = {name: value for name, value in merged.items() if value is not None}
        below = {**self.children, **(children or {})}
        return Row(
            self.resource,
            self.key,
            self.identity,
            at,
            (kept, below),
            business_unit=self.business_unit,
            ledger=self.ledger,
        )

    @classmethod
    def of(  # noqa: PLR0913 - the facts of a row
        cls,
        resource: Resource,
        key: str,
        values: Values,
        children: Children | Callable[[], Children] | None = None,
        *,
        business_unit: str | None = None,
        ledger: str | None = None,
    ) -> Row:
        """Return a row of values that are there."""
        return cls(
            resource,
            key,
            values.get(resource.keys[0]) if resource.keys else None,
            values.get(resource.modified) if resource.modified else None,
            (values, children or {}),
            business_unit=business_unit,
            ledger=ledger,
        )

    def _built(self) -> Record:
        record: Record
        record = self._record if isinstance(self._record, tuple) else _build(self._record)
        return record


@lru_cache(maxsize=_BUILT)
def _build(build: Callable[[], Any]) -> Any:
    return build()


def filled(**values: Any) -> Values:
    """Return the values that are not None: null is absent."""
    return {name: value for name, value in values.items() if value is not None}
