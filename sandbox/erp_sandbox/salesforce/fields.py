"""Fields and objects as the org defines them, and how describe shows them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

_SOAP = {
    "id": "tns:ID",
    "reference": "tns:ID",
    "boolean": "xsd:boolean",
    "int": "xsd:int",
    "double": "xsd:double",
    "currency": "xsd:double",
    "percent": "xsd:double",
    "date": "xsd:date",
    "datetime": "xsd:dateTime",
    "address": "urn:address",
}
_CAN = (
    "createable",
    "updateable",
    "deletable",
    "undeletable",
    "queryable",
    "retrieveable",
    "searchable",
    "triggerable",
    "mergeable",
    "replicateable",
    "layoutable",
    "feedEnabled",
    "mruEnabled",
)
_CANNOT = (
    "activateable",
    "customSetting",
    "deprecatedAndHidden",
    "hasSubtypes",
    "isInterface",
    "isSubtype",
    "deepCloneable",
)
TEXT_TYPES = {"string", "textarea", "phone", "url", "email", "picklist", "multipicklist", "id"}


@dataclass(frozen=True)
class FieldSpec:
    """One field.

    Attributes:
        name: API name.
        label: What people and error messages call it.
        type: As in describe.
        length: Characters of text.
        required: Not nillable and not defaulted.
        createable: Whether it may be given on create.
        updateable: Whether it may be given on update.
        default: Value when nothing is given.
        external_id: Can be upserted by.
        id_lookup: Can be matched by without being an external id.
        unique: No two records share a value.
        case_sensitive: Of a unique value.
        precision: Digits of a number.
        scale: Decimals of a number.
        references: Objects a reference may point to.
        relationship: Its name in JSON and SOQL.
        choices: Values of a picklist.
        restricted: Whether only these are taken.
        permissionable: Whether it is hidden until a permission set shows it.
        description: What admins read about it.
        help_text: The help text next to it.
    """

    name: str
    label: str
    type: str = "string"
    length: int = 0
    required: bool = False
    createable: bool = True
    updateable: bool = True
    default: Any = None
    external_id: bool = False
    id_lookup: bool = False
    unique: bool = False
    case_sensitive: bool = False
    precision: int = 0
    scale: int = 0
    references: tuple[str, ...] = ()
    relationship: str | None = None
    choices: tuple[str, ...] = ()
    restricted: bool = False
    permissionable: bool = False
    description: str | None = None
    help_text: str | None = None

    @property
    def custom(self) -> bool:
        """Whether an admin made it."""
        return self.name.endswith("__c")

    def describe(self, *, editable: bool) -> dict[str, Any]:
        """Return the field as describe shows it to a user.

        Args:
            editable: Whether the user's permissions let it be written.
        """
        nillable = not self.required and self.type not in {"boolean", "id"}
        return {
            "aggregatable": True,
            "aiPredictionField": False,
            "autoNumber": False,
            "byteLength": self.length * 3,
            "calculated": False,
            "calculatedFormula": None,
            "cascadeDelete": False,
            "caseSensitive": self.case_sensitive,
            "compoundFieldName": None,
            "controllerName": None,
            "createable": self.createable and editable,
            "custom": self.custom,
            "defaultValue": self.default,
            "defaultValueFormula": None,
            "defaultedOnCreate": self.default is not None or self.type == "boolean",
            "dependentPicklist": False,
            "deprecatedAndHidden": False,
            "digits": 0,
            "displayLocationInDecimal": False,
            "encrypted": False,
            "externalId": self.external_id,
            "extraTypeInfo": None,
            "filterable": self.type != "address",
            "filteredLookupInfo": None,
            "formulaTreatNullNumberAsZero": False,
            "groupable": True,
            "highScaleNumber": False,
            "htmlFormatted": False,
            "idLookup": self.id_lookup or self.external_id,
            "inlineHelpText": self.help_text,
            "label": self.label,
            "length": self.length,
            "mask": None,
            "maskType": None,
            "name": self.name,
            "nameField": self.name == "Name",
            "namePointing": False,
            "nillable": nillable,
            "permissionable": self.permissionable,
            "picklistValues": [
                {
                    "active": True,
                    "defaultValue": False,
                    "label": choice,
                    "validFor": None,
                    "value": choice,
                }
                for choice in self.choices
            ],
            "polymorphicForeignKey": len(self.references) > 1,
            "precision": self.precision,
            "queryByDistance": False,
            "referenceTargetField": None,
            "referenceTo": list(self.references),
            "relationshipName": self.relationship,
            "relationshipOrder": None,
            "restrictedDelete": False,
            "restrictedPicklist": self.restricted,
            "scale": self.scale,
            "searchPrefilterable": False,
            "soapType": _SOAP.get(self.type, "xsd:string"),
            "sortable": True,
            "type": self.type,
            "unique": self.unique,
            "updateable": self.updateable and editable,
            "writeRequiresMasterRead": False,
        }


@dataclass
class ObjectSpec:
    """One object; its fields change when an admin makes or deletes one."""

    name: str
    label: str
    plural: str
    prefix: str
    fields: dict[str, FieldSpec] = field(default_factory=dict)
    setup: bool = False

    def __post_init__(self) -> None:
        self.fields = {**_system_fields(), **self.fields}

    def field(self, name: str) -> FieldSpec | None:
        """Return a field by its API name, in any case."""
        return self.fields.get(name) or next(
            (spec for known, spec in self.fields.items() if known.lower() == name.lower()), None
        )

    def relationship(self, name: str) -> FieldSpec | None:
        """Return the reference field behind a relationship name."""
        wanted = name.lower()
        for spec in self.fields.values():
            if spec.relationship is not None and spec.relationship.lower() == wanted:
                return spec
        return None

    @property
    def custom(self) -> bool:
        """Whether an admin made it."""
        return self.name.endswith("__c")

    def listed(self, root: str) -> dict[str, Any]:
        """Return its entry in the global describe.

        Args:
            root: Path of the version, such as `/services/data/v67.0`.
        """
        url = f"{root}/sobjects/{self.name}"
        return {
            "name": self.name,
            "label": self.label,
            "labelPlural": self.plural,
            "keyPrefix": self.prefix,
            "custom": self.custom,
            **dict.fromkeys(_CAN, True),
            **dict.fromkeys(_CANNOT, False),
            "associateEntityType": None,
            "associateParentEntity": None,
            "urls": {"sobject": url, "describe": f"{url}/describe", "rowTemplate": f"{url}/{{ID}}"},
        }


def _system_fields() -> dict[str, FieldSpec]:
    specs = (
        FieldSpec("Id", "Record ID", "id", 18, id_lookup=True),
        FieldSpec("IsDeleted", "Deleted", "boolean"),
        FieldSpec("CreatedDate", "Created Date", "datetime", default="now"),
        _user_field("CreatedById", "Created By ID", "CreatedBy"),
        FieldSpec("LastModifiedDate", "Last Modified Date", "datetime", default="now"),
        _user_field("LastModifiedById", "Last Modified By ID", "LastModifiedBy"),
        FieldSpec("SystemModstamp", "System Modstamp", "datetime", default="now"),
    )
    closed = (replace(spec, createable=False, updateable=False) for spec in specs)
    return {spec.name: spec for spec in closed}


def _user_field(name: str, label: str, relationship: str) -> FieldSpec:
    return FieldSpec(name, label, "reference", 18, references=("User",), relationship=relationship)
