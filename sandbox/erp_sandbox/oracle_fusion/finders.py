"""Finders: named queries of a collection with variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.oracle_fusion import balances
from erp_sandbox.oracle_fusion.errors import bad_query
from erp_sandbox.oracle_fusion.query_grammar import Comparison, Unquoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from erp_sandbox.oracle_fusion.resources import Finder, Resource
    from erp_sandbox.oracle_fusion.rows import Row
    from erp_sandbox.oracle_fusion.store import Pod

_COMPUTED = "ledgerBalances"
_CONDITIONS = {
    "accountingPeriod": ("DefaultPeriodName", "="),
    "fromCurrency": ("FromCurrency", "="),
    "toCurrency": ("ToCurrency", "="),
    "userConversionType": ("UserConversionType", "="),
    "startDate": ("ConversionDate", ">="),
    "endDate": ("ConversionDate", "<="),
}
"""What the variables of finders are compared with; those of `PrimaryKey` are attributes."""


def computes(resource: Resource) -> bool:
    """Return whether a resource has rows only for a finder."""
    return resource.name == _COMPUTED


def computed(pod: Pod, resource: Resource, text: str) -> Sequence[Row]:
    """Return the rows of a finder of a resource without stored rows.

    Raises:
        ApiError: 400, if the finder or a variable is missing or not valid.
    """
    found, variables = _read(text, resource)
    return balances.find(pod, found.name, variables)


def conditions(resource: Resource, text: str) -> list[Comparison]:
    """Return the conditions of a finder of stored rows.

    Raises:
        ApiError: 400, for a finder or a variable that the resource does not have.
    """
    _, variables = _read(text, resource)
    return [_condition(name, value) for name, value in variables.items()]


def finders(resource: Resource) -> list[Finder]:
    """Return all finders of a resource; computed rows cannot be read by their key."""
    primary = [] if computes(resource) or not resource.primary_key else [resource.primary_key]
    return [*primary, *resource.finders]


def _condition(name: str, value: Any) -> Comparison:
    attribute, operator = _CONDITIONS.get(name, (name, "="))
    return Comparison((attribute,), operator, (Unquoted(value),))


def _read(text: str, resource: Resource) -> tuple[Finder, dict[str, str]]:
    """Read `Name;variable=value,variable=value`."""
    name, _, rest = text.partition(";")
    found = next((one for one in finders(resource) if one.name == name.strip()), None)
    if found is None:
        raise bad_query(f"Finder {name} was not found.")
    known = {variable for variable, _ in found.variables}
    variables: dict[str, str] = {}
    for part in filter(None, rest.split(",")):
        variable, separator, value = part.partition("=")
        if not separator or variable.strip() not in known:
            raise bad_query(f"The variable {variable} of finder {name} is not valid.", variable)
        variables[variable.strip()] = value.strip().strip("'\"")
    return found, variables
