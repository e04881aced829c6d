"""Change data capture: records changed or deleted since a timestamp."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from erp_sandbox.quickbooks.entities import ENTITIES
from erp_sandbox.quickbooks.errors import ApiError, unsupported
from erp_sandbox.quickbooks.store import PACIFIC, timestamp

if TYPE_CHECKING:
    from erp_sandbox.quickbooks.entities import Entity
    from erp_sandbox.quickbooks.store import CompanyStore

LOOK_BACK = timedelta(days=30)
MAX_OBJECTS = 1000


def capture(
    company: CompanyStore, entities: str, changed_since: str, *, enhanced: bool
) -> list[Any]:
    """Return the `QueryResponse` array of one CDC call.

    No paging: what does not fit into 1000 objects, shared by all entities, is left out without a
    word.

    Raises:
        ApiError: The timestamp lies too far back, or an entity is not supported.
    """
    since = _since(changed_since)
    if company.clock.now() - since > LOOK_BACK:
        raise unsupported(
            f"Operation cdc with changedSince date {changed_since} which is older than fixed days "
            "is not supported."
        )
    chosen = [_entity(name) for name in entities.split(",")]
    for entity in chosen:
        company.quirks.check(entity.name)
    left = MAX_OBJECTS
    answers: list[dict[str, Any]] = []
    with company.lock:
        for entity in chosen:
            rows = sorted(
                (row for row in company.rows[entity.name].values() if row.updated >= since),
                key=lambda row: row.updated,
            )
            stubs = [s for s in company.stubs if s.entity is entity and s.at >= since]
            objects = [
                *(company.shown(row, enhanced=enhanced) for row in rows[:left]),
                *(
                    {
                        "domain": "QBO",
                        "status": "Deleted",
                        "Id": stub.id,
                        "MetaData": {"LastUpdatedTime": timestamp(stub.at)},
                    }
                    for stub in stubs[: max(0, left - len(rows))]
                ),
            ]
            left -= len(objects)
            counts = {"startPosition": 1, "maxResults": len(objects)}
            answers.append({entity.key: objects, **counts} if objects else {})
    return answers or [{}]


def _entity(name: str) -> Entity:
    entity = ENTITIES.get(name.strip().lower())
    if entity is None:
        raise ApiError("4001", "Invalid query", f"invalid context declaration: {name}")
    if not entity.cdc:
        raise unsupported(f"Operation cdc for {name} is not supported.")  # text unconfirmed
    return entity


def _since(text: str) -> datetime:
    try:
        since = datetime.fromisoformat(text)
    except ValueError:
        raise ApiError("2020", "Required param missing", "changedSince") from None
    if since.tzinfo is None:
        since = since.replace(tzinfo=PACIFIC)
    return since.astimezone(UTC)
