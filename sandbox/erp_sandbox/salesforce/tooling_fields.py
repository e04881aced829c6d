"""Conversion of custom fields between the Metadata API's and the org's definitions.

Rules: Metadata API Developer Guide, "CustomField"; the texts of refusals are unconfirmed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from erp_sandbox.salesforce.errors import ApiError
from erp_sandbox.salesforce.fields import FieldSpec

if TYPE_CHECKING:
    from erp_sandbox.salesforce.fields import ObjectSpec

MOST_EXTERNAL_IDS = 25
_MOST_DIGITS = 18
_NAME = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*")
_LONGEST_NAME = 40


@dataclass(frozen=True)
class Kind:
    """A type of custom field.

    Attributes:
        type: As describe names it.
        minimum: Shortest length an admin may give.
        maximum: Longest one; with `minimum` equal to it none is given.
        number: Takes precision and scale.
        key: May be an external id.
        unique: May be unique.
    """

    type: str
    minimum: int = 0
    maximum: int = 0
    number: bool = False
    key: bool = False
    unique: bool = False


KINDS = {
    "Text": Kind("string", 1, 255, key=True, unique=True),
    "TextArea": Kind("textarea", 255, 255),
    "LongTextArea": Kind("textarea", 256, 131_072),
    "Email": Kind("email", 80, 80, key=True, unique=True),
    "Phone": Kind("phone", 40, 40),
    "Url": Kind("url", 255, 255),
    "Number": Kind("double", number=True, key=True, unique=True),
    "Currency": Kind("currency", number=True),
    "Percent": Kind("percent", number=True),
    "Checkbox": Kind("boolean"),
    "Date": Kind("date"),
    "DateTime": Kind("datetime"),
    "Picklist": Kind("picklist", 255, 255),
    "MultiselectPicklist": Kind("multipicklist", 4099, 4099),
    "Lookup": Kind("reference", 18, 18),
}


def refused(message: str, *fields: str) -> ApiError:
    """Return the 400 for a definition that is not valid."""
    return ApiError(400, "FIELD_INTEGRITY_EXCEPTION", message, fields)


def developer_name(full: str, what: str) -> str:
    """Return the name of a custom component without its `__c`.

    Raises:
        ApiError: It is not one an admin may give.
    """
    name, suffix, rest = full.partition("__c")
    if not suffix or rest or not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        raise refused(
            f"{what} '{full}': a custom name ends in __c and before it holds only letters, digits "
            "and single underscores, begins with a letter, does not end with an underscore and is "
            f"no longer than {_LONGEST_NAME}.",
            "DeveloperName",
        )
    return name


def to_spec(name: str, metadata: dict[str, Any], known_objects: set[str]) -> FieldSpec:
    """Return the field that an admin defines; numbers and truth values may be text, as in SOAP.

    Raises:
        ApiError: The definition breaks a rule.
    """
    kind = KINDS.get(str(metadata.get("type")))
    if kind is None:
        raise refused(
            f"Field type '{metadata.get('type')}' is not one of {', '.join(KINDS)}.", "type"
        )
    label = metadata.get("label")
    if not label:
        raise refused("Must specify a non-empty label for the CustomField", "label")
    external, unique = _truth(metadata, "externalId"), _truth(metadata, "unique")
    if external and not kind.key:
        raise refused("Can not specify 'externalId' for a field of this type", "externalId")
    if unique and not kind.unique:
        raise refused("Can not specify 'unique' for a field of this type", "unique")
    precision, scale = _digits(kind, metadata)
    required = _truth(metadata, "required")
    return FieldSpec(
        name=name,
        label=str(label),
        type=kind.type,
        length=_length(kind, metadata),
        required=required,
        default=_truth(metadata, "defaultValue") if kind.type == "boolean" else None,
        external_id=external,
        unique=unique,
        case_sensitive=_truth(metadata, "caseSensitive"),
        precision=precision,
        scale=scale,
        references=_referenced(kind, metadata, known_objects),
        relationship=name.removesuffix("__c") + "__r" if kind.type == "reference" else None,
        choices=_choices(metadata),
        restricted=_truth(_part(metadata, "valueSet"), "restricted"),
        permissionable=not required,  # a required field is seen by everybody
        description=metadata.get("description"),
        help_text=metadata.get("inlineHelpText"),
    )


def to_metadata(spec: FieldSpec) -> dict[str, Any]:
    """Return a field in the Metadata API's words."""
    kind = kind_of(spec)
    metadata: dict[str, Any] = {
        "type": kind,
        "label": spec.label,
        "description": spec.description,
        "inlineHelpText": spec.help_text,
        "required": spec.required,
        "externalId": spec.external_id,
        "unique": spec.unique,
    }
    rule = KINDS[kind]
    if rule.minimum != rule.maximum:
        metadata["length"] = spec.length
    if rule.number:
        metadata |= {"precision": spec.precision, "scale": spec.scale}
    if kind == "Text" and spec.unique:
        metadata["caseSensitive"] = spec.case_sensitive
    if kind == "Checkbox":
        metadata["defaultValue"] = bool(spec.default)
    if kind == "Lookup":
        metadata |= {"referenceTo": spec.references[0], "relationshipName": None}
    if spec.choices:
        values = [
            {"fullName": choice, "default": False, "label": choice} for choice in spec.choices
        ]
        definition = {"sorted": False, "value": values}
        metadata["valueSet"] = {"restricted": spec.restricted, "valueSetDefinition": definition}
    return metadata


def kind_of(spec: FieldSpec) -> str:
    """Return the Metadata API's type of a field."""
    fitting = [
        name
        for name, kind in KINDS.items()
        if kind.type == spec.type
        and (not kind.maximum or kind.minimum <= spec.length <= kind.maximum)
    ]
    return fitting[0] if fitting else "Text"


def check_room(obj: ObjectSpec, field: FieldSpec) -> None:
    """Reject an external id beyond those an object may have.

    Raises:
        ApiError: There are too many already.
    """
    others = [f for f in obj.fields.values() if f.external_id and f.name != field.name]
    if field.external_id and len(others) >= MOST_EXTERNAL_IDS:
        raise ApiError(
            400,
            "LIMIT_EXCEEDED",
            f"{obj.label} has {MOST_EXTERNAL_IDS} external id fields already.",
        )


def _length(kind: Kind, metadata: dict[str, Any]) -> int:
    if kind.minimum == kind.maximum:
        return kind.maximum
    length = _number(metadata, "length")
    if length is None or not kind.minimum <= length <= kind.maximum:
        raise refused(f"length must be between {kind.minimum} and {kind.maximum}", "length")
    return length


def _digits(kind: Kind, metadata: dict[str, Any]) -> tuple[int, int]:
    if not kind.number:
        return 0, 0
    precision, scale = _number(metadata, "precision"), _number(metadata, "scale")
    if precision is None or scale is None or not 0 <= scale <= precision <= _MOST_DIGITS:
        raise refused(
            f"precision and scale are needed, with no more than {_MOST_DIGITS} digits", "precision"
        )
    return precision, scale


def _referenced(kind: Kind, metadata: dict[str, Any], known: set[str]) -> tuple[str, ...]:
    if kind.type != "reference":
        return ()
    target = str(metadata.get("referenceTo"))
    if target not in known:
        raise refused(f"referenceTo value of '{target}' does not resolve to a valid sObject type")
    return (target,)


def _choices(metadata: dict[str, Any]) -> tuple[str, ...]:
    values = _part(_part(metadata, "valueSet"), "valueSetDefinition").get("value") or []
    listed = values if isinstance(values, list) else [values]
    return tuple(str(value.get("fullName") or value.get("valueName")) for value in listed)


def _part(metadata: dict[str, Any], name: str) -> dict[str, Any]:
    part = metadata.get(name)
    return part if isinstance(part, dict) else {}


def _truth(metadata: dict[str, Any], name: str) -> bool:
    return str(metadata.get(name)).lower() == "true"


def _number(metadata: dict[str, Any], name: str) -> int | None:
    try:
        return int(metadata[name])
    except (KeyError, TypeError, ValueError):
        return None
