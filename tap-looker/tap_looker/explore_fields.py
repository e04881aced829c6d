"""Reads the fields of all Explores: a request for each, some at once."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import msgspec
from singer_erp.errors import ErpError, VendorError
from singer_erp.http.bodies import json_as
from singer_erp.looker.instance import path_of
from singer_erp.messages.projection import Projection
from singer_erp.sync.page import Page
from singer_erp.sync.prefetch import read_in_order
from singer_erp.timestamps import extracted_now

from tap_looker.errors import of_stream
from tap_looker.listings import columns_of_child
from tap_looker.streams import EXPLORE_FIELDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from singer_erp.looker.instance import Instance

log = logging.getLogger(__name__)

_PARTS = ("dimensions", "measures", "filters", "parameters")
_NOT_FOUND = 404


class _Named(msgspec.Struct):
    name: str


class _Model(_Named):
    explores: list[_Named] | None = None


class _Explore(msgspec.Struct):
    fields: dict[str, list[dict[str, Any]] | None]


_models = json_as(list[_Model])
_explore = json_as(_Explore)


class ExploreFieldReader:
    """Reads the fields of all Explores that the API user may see.

    Args:
        instance: The instance.
        selected: Names of the columns to write.
        ahead: Explores read at once.
    """

    def __init__(self, instance: Instance, selected: Collection[str], ahead: int) -> None:
        self._instance = instance
        self._ahead = ahead
        columns = columns_of_child(EXPLORE_FIELDS)
        self._projection = Projection(EXPLORE_FIELDS.stream, columns, (), selected)
        inner = ",".join(n for n in EXPLORE_FIELDS.columns if n not in EXPLORE_FIELDS.parent)
        self._fields = f"fields({','.join(f'{part}({inner})' for part in _PARTS)})"

    def pages(self) -> Iterator[Page]:
        """Yield the fields, a page for each Explore.

        Raises:
            StreamError: The API user may not see the models.
        """
        try:
            models = self._instance.fetch(
                "GET", "/lookml_models", _models, params={"fields": "name,explores(name)"}
            )
        except ErpError as error:
            raise of_stream(error) from None
        names = [(model.name, one.name) for model in models for one in model.explores or ()]
        yield from read_in_order(names, lambda name: (self._page(*name), None), ahead=self._ahead)

    def _page(self, model: str, explore: str) -> Page:
        path = path_of("lookml_models", model, "explores", explore)
        try:
            found = self._instance.fetch("GET", path, _explore, params={"fields": self._fields})
        except VendorError as error:
            if error.status != _NOT_FOUND:
                raise of_stream(error) from None
            log.warning(
                "The Explore %s::%s is listed and cannot be seen: %s", model, explore, error
            )
            found = _Explore({})
        above = {"model_name": model, "explore_name": explore}
        every: list[dict[str, Any]] = [
            {**one, "_parent": above} for part in _PARTS for one in found.fields.get(part) or ()
        ]
        rows = self._projection.rows(every)
        return Page([(self._projection.record_type, rows)], extracted_now())
