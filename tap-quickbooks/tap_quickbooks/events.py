"""Webhook events ("Webhooks"): ids of records that changed, in two generations of payload.

An event is a hint and never data: it may come late, twice, or in the wrong order.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from singer_erp.messages.projection import parse_offset_timestamp
from singer_erp.webhooks.checks import signature
from singer_erp.webhooks.receiver import WebhookSource

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from singer_erp.webhooks.checks import Check

SOURCE = "quickbooks"
_HEADER = "intuit-signature"
_GONE = {"delete", "deleted", "merge", "merged"}
# Where webhooks name an entity differently than queries do (unconfirmed).
_NAMES = {"currency": "companycurrency", "creditcardpaymenttxn": "creditcardpayment"}


@dataclass(frozen=True)
class Event:
    """A change of a record.

    Attributes:
        realm_id: The company.
        entity: The entity's name in lower case.
        id: The record's id.
        gone: Whether it was deleted, or merged into another.
        at: When it changed, aware UTC.
    """

    realm_id: str
    entity: str
    id: str
    gone: bool
    at: dt.datetime


def source(verifier_token: str, checks: Iterable[Check] = ()) -> WebhookSource:
    """Return Intuit as a sender of webhooks.

    Args:
        verifier_token: Of the app, from Intuit's developer portal.
        checks: Those that settings ask for.
    """
    return WebhookSource(SOURCE, [*checks, signature(_HEADER, verifier_token)], newest)


def newest(body: bytes) -> dt.datetime:
    """Return when the newest event of a delivery happened.

    Raises:
        ValueError: It has no event.
    """
    return max(event.at for event in events(body))


def events(body: bytes) -> Iterator[Event]:
    """Yield the events of a delivery, which may be of several companies.

    Raises:
        ValueError: It is not JSON.
        LookupError, TypeError, AttributeError: It is not one of Intuit's.
    """
    given = json.loads(body)
    if isinstance(given, list):
        for event in given:
            yield from _cloud_event(event)
        return
    for notification in given["eventNotifications"]:
        for entity in notification["dataChangeEvent"]["entities"]:
            operation = entity["operation"].lower()
            realm_id, at = str(notification["realmId"]), _timestamp(entity["lastUpdated"])
            merged = entity.get("deletedId")
            yield from _changed(realm_id, entity["name"], entity["id"], operation, merged, at)


def _cloud_event(event: dict[str, Any]) -> Iterator[Event]:
    """CloudEvents 1.0; the type is like `qbo.invoice.created.v1`."""
    _, name, operation, _ = event["type"].split(".")
    merged = (event.get("data") or {}).get("deletedid")
    realm_id, at = str(event["intuitaccountid"]), _timestamp(event["time"])
    yield from _changed(realm_id, name, event["intuitentityid"], operation, merged, at)


def _changed(  # noqa: PLR0913, PLR0917  # what both generations hold
    realm_id: str, name: str, record_id: Any, operation: str, merged: Any, at: dt.datetime
) -> Iterator[Event]:
    entity = _NAMES.get(name.lower(), name.lower())
    if merged:
        yield Event(realm_id, entity, str(merged), gone=True, at=at)
        yield Event(realm_id, entity, str(record_id), gone=False, at=at)
        return
    yield Event(realm_id, entity, str(record_id), gone=operation in _GONE, at=at)


def _timestamp(text: str) -> dt.datetime:
    found = parse_offset_timestamp(text)
    if found is None:
        raise ValueError("an event without a time")
    return found
