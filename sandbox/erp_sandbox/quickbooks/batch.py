"""Batches: up to 30 independent items, returned in no order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.quickbooks import query, writes
from erp_sandbox.quickbooks.entities import ENTITIES
from erp_sandbox.quickbooks.errors import ApiError

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

    from erp_sandbox.quickbooks.store import CompanyStore

_MAX_ITEMS = 30


def run(
    company: CompanyStore, body: Mapping[str, Any], dice: random.Random, *, enhanced: bool = False
) -> list[dict[str, Any]]:
    """Return the `BatchItemResponse` array.

    Args:
        company: The company.
        body: The request.
        dice: The source of the order of the responses.
        enhanced: Whether the call requested the custom fields of the new platform; that batches
            respect it is unconfirmed.

    Raises:
        ApiError: The batch as a whole is rejected.
    """
    items = body.get("BatchItemRequest")
    if not isinstance(items, list) or not items:
        raise ApiError("2020", "Required param missing", "BatchItemRequest")
    if len(items) > _MAX_ITEMS:
        raise ApiError("1040", "Batch size exceeds limit", f"{len(items)} of {_MAX_ITEMS}")
    answers = [_item(company, item, enhanced=enhanced) for item in items]
    if company.quirks.objects_per_batch is not None:
        _truncate(answers, company.quirks.objects_per_batch)
    dice.shuffle(answers)
    return answers


def _truncate(answers: list[dict[str, Any]], left: int) -> None:
    """Leave out what exceeds a number of objects ("Batch operation" can be read that way)."""
    for answer in answers:
        response = answer.get("QueryResponse", {})
        for name, records in response.items():
            if isinstance(records, list):
                response |= {name: records[:left], "maxResults": len(records[:left])}
                left -= len(records[:left])


def _item(company: CompanyStore, item: Mapping[str, Any], *, enhanced: bool) -> dict[str, Any]:
    answer: dict[str, Any] = {"bId": item.get("bId")}
    try:
        if "Query" in item:
            found = query.run(company, str(item["Query"]), enhanced=enhanced)
            return answer | {"QueryResponse": found}
        name = _named(item)
        operation = str(item.get("operation", "create"))
        return answer | writes.write(company, ENTITIES[name.lower()], item[name], operation)
    except ApiError as error:
        return answer | {"Fault": error.fault}


def _named(item: Mapping[str, Any]) -> str:
    """Return the key of the entity an item writes."""
    named = [name for name in item if name.lower() in ENTITIES]
    if len(named) != 1:
        raise ApiError("2020", "Required param missing", "an entity or a Query is needed")
    return named[0]
