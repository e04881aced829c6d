"""The settings `entities`, `generic_inquiries` and `dacs`, typed."""

from __future__ import annotations

from typing import Annotated

import msgspec
from singer_erp.plugin.nested import Settings

# Without a key all rows would be one.
_Keys = Annotated[list[str], msgspec.Meta(min_length=1)]


class EntityDefinition(Settings, frozen=True, forbid_unknown_fields=True):
    """One entry of `entities`; attributes as the setting describes them."""

    entity: str
    keys: _Keys
    stream: str | None = None
    details: list[str] | None = None
    linked: list[str] | None = None
    dac: str | None = None


class InquiryDefinition(Settings, frozen=True, forbid_unknown_fields=True):
    """One entry of `generic_inquiries`; attributes as the setting describes them."""

    inquiry: str
    keys: _Keys
    stream: str | None = None
    parameters: dict[str, bool | int | float | str] | None = None


class TableDefinition(Settings, frozen=True, forbid_unknown_fields=True):
    """One entry of `dacs`; attributes as the setting describes them."""

    dac: str
    keys: _Keys
    stream: str | None = None
    columns: list[str] | None = None
