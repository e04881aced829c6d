"""Kinds of records as data: how the API lists, searches, shows and changes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from erp_sandbox.looker.store import Row
    from erp_sandbox.looker.view import View


def _everyone(_: View, __: Row) -> bool:
    return True


def _unchanged(_: View, row: Row) -> Row:
    return row


@dataclass(frozen=True)
class Resource:
    """A kind of record in the API.

    Attributes:
        kind: Its name in the store.
        path: Its path, such as `/groups`.
        shape: Returns a record as the API shows it.
        listed: Returns a record as the list shows it; `shape` by default.
        searched: Returns a record as the search shows it; `shape` by default.
        needs: The permission without which it is 404.
        visible: Whether a user sees a record.
        lists: Whether there is a list at `path`.
        shows: Whether one record can be read.
        lists_lookml: Whether the list has what LookML defines.
        paged: Whether the list at `path` has `limit` and `offset`.
        search: The parameters of `path`/search; none without such an operation.
        writable: Properties that can be set, with their values by default.
        required: Properties that a new record must have.
        may_write: The permission to change it.
        created: Completes a new record.
        owned: Whether the caller becomes `user_id` of a new record.
        soft: Whether records can be deleted softly, with `deleted`.
    """

    kind: str
    path: str
    shape: Callable[[View, Row], dict[str, Any]]
    listed: Callable[[View, Row], dict[str, Any]] | None = None
    searched: Callable[[View, Row], dict[str, Any]] | None = None
    needs: str = ""
    visible: Callable[[View, Row], bool] = _everyone
    lists: bool = True
    shows: bool = True
    lists_lookml: bool = False
    paged: bool = False
    search: tuple[str, ...] = ()
    writable: Mapping[str, Any] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    may_write: str = ""
    created: Callable[[View, Row], Row] = _unchanged
    owned: bool = False
    soft: bool = False
