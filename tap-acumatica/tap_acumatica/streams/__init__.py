"""The streams, as data: one `Entity` each with its child streams, and one `Inquiry` each."""

from __future__ import annotations

from tap_acumatica.streams.documents import DOCUMENTS
from tap_acumatica.streams.entity import Details, Entity, Inquiry
from tap_acumatica.streams.inquiries import INQUIRIES
from tap_acumatica.streams.ledger import LEDGER
from tap_acumatica.streams.masters import MASTERS

ENTITIES: tuple[Entity, ...] = (*MASTERS, *LEDGER, *DOCUMENTS)

__all__ = ["ENTITIES", "INQUIRIES", "Details", "Entity", "Inquiry"]
