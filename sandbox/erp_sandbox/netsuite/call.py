"""One authenticated request, as the services see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb
    from starlette.requests import Request

    from erp_sandbox.core.journal import Entry
    from erp_sandbox.netsuite.catalog import Account, Role

_COLLECTION = "application/vnd.oracle.resource+json; type=collection"
_SINGULAR = "application/vnd.oracle.resource+json; type=singular"
_encoder = msgspec.json.Encoder(decimal_format="number")


class Store(Protocol):
    """The stored rows, as the API needs them: see `erp_sandbox.netsuite.store.AccountStore`."""

    account: Account

    @property
    def actions(self) -> Mapping[str, str]:
        """The actions of `mutate`, with one line of help each."""

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Return a new cursor, for one call on one thread."""

    def mutate(self, action: str, **arguments: Any) -> dict[str, Any]:
        """Carry out an action; return what it touched."""

    def set_role(self, role: Role) -> None:
        """Replace the caller's role; what the account's features lack stays hidden."""

    def truth(self, sql: str) -> list[dict[str, Any]]:
        """Return rows of a DuckDB query over the stored tables, JSON-able."""


@dataclass(frozen=True)
class Call:
    """One authenticated request that holds a slot; handled on a worker thread.

    Attributes:
        request: Method, URL, headers.
        body: The whole body.
        root: `http://host:port/<account>/services/rest` as the client sees it.
        store: The rows that are read.
        entry: The journal's entry, to be completed.
        seed: Shuffles what the caller did not order; differs from request to request.
    """

    request: Request
    body: bytes
    root: str
    store: Store
    entry: Entry
    seed: int

    @property
    def account(self) -> Account:
        """The account of the request."""
        return self.store.account


def collection(content: Any) -> Response:
    """Return a response whose body is a collection."""
    return Response(_encoder.encode(content), media_type=_COLLECTION)


def singular(content: Any) -> Response:
    """Return a response whose body is one resource. Decimals become exact JSON numbers."""
    return Response(_encoder.encode(content), media_type=_SINGULAR)
