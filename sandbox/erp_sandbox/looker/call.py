"""One request of a user, and the operations that handle them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from erp_sandbox.looker.sessions import Session
    from erp_sandbox.looker.users import User

_ID = re.compile(r"(\w+)/\{id\}")
_NAMES = {
    "connections": "connection_name",
    "running_queries": "query_task_id",
    "slug": "slug",
    "lookml": "dashboard_id",
    "login": "user_id",
}
_TRUE, _FALSE = {"true", "1", "yes"}, {"false", "0", "no", ""}


@dataclass(frozen=True)
class Call:
    """A request of a user.

    Attributes:
        user: Who sends it.
        session: The session of its token.
        path: The parameters in the path.
        query: The parameters in the query string.
        body: The decoded JSON body; an empty object without one.
        host: The instance's URL as the client sees it.
        route: The path below the version.
        headers: Response headers that the handler sets, such as `Link`.
    """

    user: User
    session: Session
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    host: str
    route: str
    headers: dict[str, str] = field(default_factory=dict)

    def integer(self, name: str) -> int | None:
        """Return a number of the query string.

        Raises:
            ApiError: 400, if it is not a number.
        """
        text = self.query.get(name, "")
        if not text:
            return None
        try:
            return int(text)
        except ValueError:
            raise ApiError(400, f"{name} must be an integer") from None

    def flag(self, name: str, *, default: bool | None = None) -> bool | None:
        """Return a boolean of the query string.

        Raises:
            ApiError: 400, if it is not a boolean.
        """
        text = self.query.get(name)
        if text is None:
            return default
        if text.lower() in _TRUE | _FALSE:
            return text.lower() in _TRUE
        raise ApiError(400, f"{name} must be true or false")

    def names(self, name: str) -> list[str] | None:
        """Return a comma-separated list of the query string."""
        text = self.query.get(name)
        return None if text is None else [part for part in text.split(",") if part]

    def object(self) -> dict[str, Any]:
        """Return the body.

        Raises:
            ApiError: 400, if it is not an object.
        """
        if not isinstance(self.body, dict):
            raise ApiError(400, "The request body must be a JSON object")
        return self.body


@dataclass(frozen=True)
class Operation:
    """One operation of the API.

    Attributes:
        method: HTTP method.
        path: Path below the version, with parameters in braces.
        handler: Returns the response: a JSON value whose `fields` are selected afterwards, None
            for 204, or an HTTP response as it is.
        needs: The permission without which the operation is 404.
        meter: Its metering class, `x-looker-activity-type`.
        writes: Whether it changes stored records, so that a state folder repeats it.
    """

    method: str
    path: str
    handler: Callable[[Call], Any]
    needs: str = ""
    meter: str = "non_query"
    writes: bool = False

    @property
    def documented(self) -> str:
        """The path with the parameters' names of the documentation."""
        return _ID.sub(lambda match: f"{match[1]}/{{{_id_name(match[1])}}}", self.path)


def _id_name(collection: str) -> str:
    """Return the name of the id in the path of a collection: `look_id` in that of `looks`."""
    if collection in _NAMES:
        return _NAMES[collection]
    singular = f"{collection[:-3]}y" if collection.endswith("ies") else collection.removesuffix("s")
    return f"{singular}_id"
