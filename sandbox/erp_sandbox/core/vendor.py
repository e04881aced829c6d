"""The interface of a vendor's folder: an API, its data set, and its control."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from starlette.responses import Response
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp

    from erp_sandbox.core.client import VendorControl
    from erp_sandbox.core.state import History


@dataclass(frozen=True)
class Option:
    """One option of a vendor; `--VENDOR-NAME` on the command line.

    Attributes:
        name: Its name, such as `account_id`.
        help: One sentence for `--help`.
        default: Its value when it is not given; the type of the value is the type of the option.
        choices: The values it may take; empty for any.
        minimum: The smallest number it may take.
        stored: Whether it describes the data set, so that `--state-dir` keeps it.
    """

    name: str
    help: str
    default: Any
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    stored: bool = False


class Vendor(ABC):
    """One vendor: the API in `app`, in front of a data set that can be changed and replayed.

    Attributes:
        control: The client of its control surface; names the vendor and its plugins.
        options: Its options.
        request_id_header: The header that carries the id of a request.
        body_limit: The largest request body that it accepts, in bytes.
        app: The vendor's API.
    """

    control: ClassVar[type[VendorControl]]
    options: ClassVar[tuple[Option, ...]]
    request_id_header: ClassVar[str]
    body_limit: ClassVar[int]
    app: ASGIApp

    @classmethod
    @abstractmethod
    def build(cls, history: History, options: Mapping[str, Any]) -> Self:
        """Return the vendor with a generated data set.

        Args:
            history: Its clock, and the record of every change of the data set.
            options: A value for each of `options`.

        Raises:
            ValueError: If an option has a value that is not valid.
        """

    @property
    @abstractmethod
    def routes(self) -> list[BaseRoute]:
        """The routes below `/_control/VENDOR`, except `actions` and `mutate`."""

    @property
    @abstractmethod
    def actions(self) -> Mapping[str, str]:
        """The actions of `mutate`, with one line of help each."""

    @abstractmethod
    def settings(self, url: str) -> dict[str, Any]:
        """Return the settings of the vendor's plugins.

        Args:
            url: The server's URL.
        """

    @abstractmethod
    def error(self, status: int) -> Response:
        """Return the vendor's usual response of an error status, for injected faults."""

    @abstractmethod
    def mutate(self, action: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Change the data set as the vendor's users do.

        Args:
            action: One of `actions`.
            arguments: The action's arguments.

        Returns:
            What was changed, as JSON values.

        Raises:
            LookupError: If a record does not exist.
            TypeError: If the action has no such argument.
            ValueError: If the vendor does not allow the change.
        """

    def replay(self, action: str, arguments: dict[str, Any]) -> None:
        """Repeat one recorded change, on the data set as it was before that change."""
        self.mutate(action, arguments)

    def begin(self) -> None:  # noqa: B027 - most vendors have nothing to record
        """Record what a new data set holds that the generator does not repeat, such as tokens."""

    def close(self) -> None:  # noqa: B027 - most vendors hold nothing
        """Release what the vendor holds besides memory, such as servers of its own."""

    @abstractmethod
    def census(self) -> list[dict[str, Any]]:
        """Return the number of rows by `name`, to recognize a generator that has changed."""


def first_lines(actions: Mapping[str, Any]) -> dict[str, str]:
    """Return the first line of each function's docstring."""
    return {
        name: str(function.__doc__ or "").strip().partition("\n")[0]
        for name, function in actions.items()
    }
