"""What an entity is made of."""

from __future__ import annotations

from dataclasses import dataclass, field

from singer_erp.sync.feed import Method

# References that are not named after their list.
_LISTS = {"PrefVendor": "Vendor", "RootCustomer": "Customer", "ShipTo": "Customer"}


@dataclass(frozen=True)
class Entity:
    """One entity of the Accounting API, its stream and its sibling streams.

    Attributes:
        name: In queries.
        stream: Name of its stream.
        fields: Kind by field name; a `reference` has two columns, `..._id` and `..._name`.
        json_key: JSON key in responses, where it is not the name.
        has_inactive: Whether queries omit inactive records unless they name them.
        method: How QuickBooks reports changes: change data capture (`FEED`), the time of change
            and the number of records (`COUNT`), or not at all (`NONE`).
        has_lines: Whether records have lines, and so streams of lines and links.
        has_taxes: Whether records have tax lines.
        paged_by_creation: Whether records can be paged by their time of creation; the few of the
            other entities are paged by offset.
        primary_keys: Key columns.
        within: Lists that lines and other objects within the record refer to.
    """

    name: str
    stream: str
    fields: dict[str, str] = field(repr=False, hash=False)
    json_key: str = ""
    has_inactive: bool = False
    method: Method = Method.FEED
    has_lines: bool = False
    has_taxes: bool = False
    paged_by_creation: bool = True
    primary_keys: tuple[str, ...] = ("realm_id", "id")
    within: str = ""

    @property
    def refers_to(self) -> frozenset[str]:
        """Lists that the record refers to, as far as the names of references say it."""
        stems = [
            name.removesuffix("Ref") for name, kind in self.fields.items() if kind == "reference"
        ]
        named = {_LISTS.get(stem, stem) for stem in stems if not stem.endswith("Account")}
        accounts = {"Account"} if any(stem.endswith("Account") for stem in stems) else set()
        own = {self.name} if "Parent" in stems else set()
        return frozenset({*named, *accounts, *own, *self.within.split()})

    @property
    def response_key(self) -> str:
        """JSON key in responses."""
        return self.json_key or self.name

    @property
    def is_followed(self) -> bool:
        """Whether change data capture reports its changes."""
        return self.method is Method.FEED
