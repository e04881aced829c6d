"""Differences between sites: releases, customizations, rights and options of a tenant."""

from __future__ import annotations

import random
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from erp_sandbox.acumatica import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from erp_sandbox.acumatica.entities import Entity
    from erp_sandbox.acumatica.projection import Projection
    from erp_sandbox.acumatica.rows import Row


@dataclass
class Quirks:
    """How this site differs from others.

    Attributes:
        entity_list: `GET /entity` answers with an object (`wrapped`) or an array (`bare`).
        urls: Whether addresses in responses are of the `host` (`/AcmeERP/...`) or `absolute`.
        put_response: Whether a PUT without `$select` returns `all` fields of the record or those
            that were `sent`: both are documented or have been seen (unconfirmed).
        swagger: The version of the OpenAPI document, `3.0.1` or `2.0`.
        order: Rows come in a `fixed` order that is not the keys', a new one for each request
            (`shuffled`), or in that of the keys (`keys`). Acumatica documents none.
        line_ids: Whether the ids of lines are of the `record` or of the `session`: a line without
            a note id has another one in each session ("Retrieve a Record by ID").
        labels: Labels of drop-downs in the language of the user's preferences, by the English ones.
            Sessions with the locale `en-US` have those.
        offsets: Minutes ahead of UTC in timestamps; several are mixed over the records.
        delegates: What of an entity prevents a list from being read: fields and lines by name,
            those of lines and linked objects by path, custom fields by view, such as
            `{"Vendor": ["Terms", "MainContact/Address", "CurrentVendor.UsrRegion"]}`.
        no_rights: Entities whose form the user may not see, or whose feature is off.
        no_setup: Entities whose preferences were never saved.
        hidden: Ids of records that a restriction group hides from the user.
        archived: Ids of archived records; only `PX-ApiArchive: SHOW` shows them.
        tracked: Since when deleted records of data access classes are tracked (SM207010), by class;
            `*` for all.
        endpoints: Custom endpoints of the tenants, as pairs of name and version, which extend
            the newest `Default`.
        broken: Whether an entity of a custom endpoint is broken, which redirects every request
            of the tenants' endpoints to an error page.
        seed: Makes the orders repeatable.
    """

    entity_list: str = "wrapped"
    urls: str = "host"
    put_response: str = "all"
    swagger: str = "3.0.1"
    order: str = "fixed"
    line_ids: str = "record"
    labels: dict[str, str] = field(default_factory=dict)
    offsets: list[int] = field(default_factory=lambda: [0])
    delegates: dict[str, list[str]] = field(default_factory=dict)
    no_rights: list[str] = field(default_factory=list)
    no_setup: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    archived: list[str] = field(default_factory=list)
    tracked: dict[str, datetime] = field(default_factory=dict)
    endpoints: list[list[str]] = field(default_factory=lambda: [["SingerERP", "1.0"]])
    broken: bool = False
    seed: int = 0
    _requests: int = field(default=0, repr=False)

    def check_form(self, entity: Entity) -> None:
        """Check that the user may use the form of an entity.

        Raises:
            ApiError: 403 without rights, 500 without setup.
        """
        if entity.name in self.no_rights:
            raise errors.no_rights(entity.title, entity.screen)
        if entity.name in self.no_setup:
            raise errors.no_setup(entity.title)

    def check_optimization(self, entity: Entity, projection: Projection) -> None:
        """Check that a list can be read in one SQL query.

        Raises:
            ApiError: 500, if a requested field is not of the database.
        """
        delegates = self.delegates.get(entity.name, [])
        requested = dict(projection.views(entity.view))
        found = {name: requested[name] for name in delegates if name in requested}
        if found:
            raise errors.not_optimized(found)

    def track(self, classes: Iterable[str], now: datetime) -> None:
        """Track deleted records of data access classes: Acumatica has those from now on."""
        self.tracked = {name: self.tracked.get(name, now) for name in classes}

    def line_id(self, session: str) -> Callable[[str], str]:
        """Return what makes a line's id the one of a session, and back."""
        if self.line_ids == "record":
            return str
        key = uuid5(NAMESPACE_URL, session).int
        return lambda id_: str(UUID(int=UUID(id_).int ^ key))

    def labels_in(self, locale: str) -> dict[str, str]:
        """Return the labels to show instead of the English ones in a session of a locale."""
        return {} if locale == "en-US" else self.labels

    def visible(self, rows: Iterable[Row], *, archived: bool) -> list[Row]:
        """Return the rows that the user may see."""
        concealed = set(self.hidden) | (set() if archived else set(self.archived))
        if not concealed:
            return list(rows)
        return [row for row in rows if row.id not in concealed]

    def ordered(self, rows: list[Row], entity: Entity) -> list[Row]:
        """Return rows in the order of the site."""
        if self.order == "keys":
            return sorted(rows, key=lambda row: [str(row.values[key]) for key in entity.keys])
        found = sorted(rows, key=lambda row: zlib.crc32(row.id.encode(), self.seed))
        if self.order == "shuffled":
            self._requests += 1
            random.Random(self.seed + self._requests).shuffle(found)
        return found

    def arbitrary(self, rows: Iterable[Row]) -> list[Row]:
        """Return what a filter on lines returns: unpredictable."""
        return [row for row in rows if zlib.crc32(row.id.encode(), self.seed) % 3 == 0]
