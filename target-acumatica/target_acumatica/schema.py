"""The schema of a tenant: entities, fields and keys, as its endpoint describes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from singer_erp.acumatica.contract import contract_of
from singer_erp.errors import ConfigError
from singer_erp.http.bodies import at, json_object

if TYPE_CHECKING:
    from singer_erp.acumatica.contract import Contract
    from singer_erp.acumatica.site import Site

_NAME = re.compile(r"[A-Za-z]\w*", re.ASCII)
# Swagger does not say which fields are keys: those of the entities' forms.
KEYS = {
    "Account": ("AccountCD",),
    "Bill": ("Type", "ReferenceNbr"),
    "Check": ("Type", "ReferenceNbr"),
    "Currency": ("CurrencyID",),
    "Customer": ("CustomerID",),
    "CustomerClass": ("ClassID",),
    "Employee": ("EmployeeID",),
    "Invoice": ("Type", "ReferenceNbr"),
    "JournalTransaction": ("Module", "BatchNbr"),
    "Ledger": ("LedgerID",),
    "NonStockItem": ("InventoryID",),
    "Payment": ("Type", "ReferenceNbr"),
    "Project": ("ProjectID",),
    "ProjectTask": ("ProjectID", "ProjectTaskID"),
    "PurchaseOrder": ("Type", "OrderNbr"),
    "StockItem": ("InventoryID",),
    "Subaccount": ("SubaccountCD",),
    "Vendor": ("VendorID",),
    "VendorClass": ("ClassID",),
}
# Fields that identify a line; lines of other details are replaced as a whole.
LINE_KEYS = {
    "Attributes": ("AttributeID",),
    "CrossReferences": ("AlternateType", "AlternateID"),
    "TaxDetails": ("TaxID",),
    "UOMConversions": ("FromUOM", "ToUOM"),
    "VendorDetails": ("VendorID",),
    "WarehouseDetails": ("WarehouseID",),
}


@dataclass(frozen=True)
class Field:
    """A field that a mapping names.

    Attributes:
        name: As the mapping names it: `VendorID`, `MainContact/Email` or `View.Field`.
        type: Type of its values, such as `Decimal`.
    """

    name: str
    type: str

    @property
    def is_custom(self) -> bool:
        """Whether it is outside the contract."""
        return "." in self.name


class TenantSchema:
    """The entities of an endpoint, requested once per run.

    Args:
        site: The tenant.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._custom: dict[str, Any] = {}

    def field(self, entity: str, name: str, detail: str = "") -> Field | None:
        """Return a field of an entity, or of one of its details."""
        self.check_entity(entity)
        if "." in name:
            return self._custom_field(entity, name, detail)
        *linked, last = name.split("/")
        shape = self._contract.shape(entity)
        if detail:
            shape = self._contract.shape(shape.details.get(detail, ""))
        for step in linked:
            shape = self._contract.shape(shape.linked.get(step, ""))
        type_ = shape.scalars.get(last)
        return None if type_ is None else Field(name, type_)

    def details(self, entity: str) -> list[str]:
        """Return the names of an entity's arrays of lines."""
        self.check_entity(entity)
        return sorted(self._contract.shape(entity).details)

    def check_entity(self, entity: str) -> None:
        """Check that the endpoint has an entity.

        Raises:
            ConfigError: It has not.
        """
        if not _NAME.fullmatch(entity) or entity not in self._contract.entities:
            raise ConfigError(
                f"{self._site.endpoint} has no entity {entity!r}",
                "Correct the `object` in `mappings`, or choose another `endpoint_name` or "
                "`endpoint_version`",
            )

    @cached_property
    def _contract(self) -> Contract:
        return contract_of(self._site)

    def _custom_field(self, entity: str, name: str, detail: str) -> Field | None:
        """Return a field outside the contract, as `$adHocSchema` lists it."""
        if entity not in self._custom:
            self._custom[entity] = self._site.get(f"{entity}/$adHocSchema", json_object).body
        example = at(self._custom[entity], detail, 0) if detail else self._custom[entity]
        view, _, field = name.partition(".")
        type_ = at(example, "custom", view, field, "type")
        if not isinstance(type_, str):
            return None
        return Field(name, type_.removeprefix("Custom").removesuffix("Field"))
