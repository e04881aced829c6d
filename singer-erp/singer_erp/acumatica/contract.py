"""The contract of an endpoint: its entities and their fields, from its OpenAPI document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ConfigError, ErpError
from singer_erp.http.bodies import at, json_as, json_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from singer_erp.acumatica.site import Site

Json = dict[str, Any]

_VALUE = "Value"


@dataclass(frozen=True)
class Shape:
    """The fields of an object of the contract.

    Attributes:
        scalars: Type by name of its fields, such as `Decimal`.
        details: Schema by name of its arrays of lines.
        linked: Schema by name of its linked objects.
    """

    scalars: dict[str, str]
    details: dict[str, str]
    linked: dict[str, str]


class Contract:
    """The description of an endpoint: OpenAPI 3.0.1, or Swagger 2.0 of older releases.

    Args:
        document: The document.
    """

    def __init__(self, document: Json) -> None:
        schemas = at(document, "components", "schemas") or document.get("definitions")
        self._schemas: Json = schemas or {}
        self._paths: Json = document.get("paths") or {}

    @cached_property
    def entities(self) -> set[str]:
        """Names of the entities that can be read."""
        return {
            path.strip("/")
            for path, methods in self._paths.items()
            if path.count("/") == 1 and {"get", "put"} & set(methods)
        } & set(self._schemas)

    def shape(self, name: str) -> Shape:
        """Return the fields of an entity, a line or a linked object."""
        scalars, details, linked = {}, {}, {}
        for field, schema in self._properties(name):
            reference = _name_of(schema) or _name_of(schema.get("items", {}))
            if schema.get("type") == "array":
                details[field] = reference
            elif reference.endswith(_VALUE) and not list(self._properties(reference, "Entity")):
                scalars[field] = reference.removesuffix(_VALUE)
            elif reference:
                linked[field] = reference
        return Shape(scalars, details, linked)

    def _properties(self, name: str, base: str = "") -> Iterator[tuple[str, Json]]:
        """Yield the own properties of a schema; with a base only if it is built on that."""
        schema = self._schemas.get(name, {})
        parts = schema.get("allOf", [schema])
        if base and base not in map(_name_of, parts):
            return
        for part in parts:
            yield from part.get("properties", {}).items()


def contract_of(site: Site) -> Contract:
    """Return the contract of the endpoint.

    Raises:
        ConfigError: The instance has no such endpoint.
    """
    try:
        contract = Contract(site.get("swagger.json", json_object).body)
        for name in contract.entities:
            contract.shape(name)
        return contract  # noqa: TRY300  # what is checked is what is returned
    except (AttributeError, LookupError, TypeError, ValueError):
        raise ConfigError(
            f"The description of {site.endpoint} (swagger.json) has a shape that is not known",
            "Check `api_url`, and report it with the version of the instance",
        ) from None
    except ErpError as error:
        if error.status != 404:  # noqa: PLR2004
            raise
    listed: Any = site.send("GET", "/entity", json_as(Any)).body
    endpoints = listed if isinstance(listed, list) else at(listed, "endpoints") or []
    known = sorted(f"{at(e, 'name')}/{at(e, 'version')}" for e in endpoints)
    raise ConfigError(
        f"The instance has no endpoint {site.endpoint} (`endpoint_name`, `endpoint_version`)",
        f"Choose one of: {', '.join(known) or 'none'}",
    )


def _name_of(schema: Json) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]
