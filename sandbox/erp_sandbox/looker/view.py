"""The instance as a user sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from erp_sandbox.looker.catalog import Catalog
    from erp_sandbox.looker.store import Row, Store
    from erp_sandbox.looker.users import User


@dataclass(frozen=True)
class View:
    """The instance as a user sees it, for one request.

    Attributes:
        store: The content.
        catalog: The models.
        user: The user.
        host: The instance's URL, for links.
    """

    store: Store
    catalog: Catalog
    user: User
    host: str
    _indexes: dict[tuple[str, str], dict[Any, list[Row]]] = field(default_factory=dict, repr=False)

    def of(self, kind: str, name: str, value: Any) -> list[Row]:
        """Return the records of a kind that have a value, or a list with it."""
        index = self._indexes.get((kind, name))
        if index is None:
            index = self._indexes[kind, name] = {}
            for row in self.store.every(kind):
                found = row[name]
                for each in found if isinstance(found, list) else [found]:
                    index.setdefault(each, []).append(row)
        return index.get(value, [])


def can(*names: str) -> dict[str, bool]:
    """Return a `can` object: what the user may do with a record."""
    return dict.fromkeys((*names, "index", "show"), True)
