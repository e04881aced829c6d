"""What is delivered, and why a delivery fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

SECONDS = 30
"""How long a destination is waited for."""


class DeliveryError(Exception):
    """A destination that did not accept a delivery; the text says why."""


@dataclass(frozen=True)
class File:
    """A result in the format of a destination.

    Attributes:
        name: Its name, such as `AP aging.csv`.
        media_type: Its type, such as `text/csv`.
        data: Its content.
    """

    name: str
    media_type: str
    data: bytes

    @property
    def extension(self) -> str:
        """The end of its name, such as `csv`."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True)
class Delivery:
    """One result on its way to one destination.

    Attributes:
        plan: The scheduled plan.
        destination: Its destination.
        secrets: The secret parameters of the destination.
        file: The result.
        content: The body of a webhook's request.
        title: The title of what is sent.
        url: Where it is in Looker.
        at: When it is sent.
        id: A number that no other delivery has.
    """

    plan: Mapping[str, Any]
    destination: Mapping[str, Any]
    secrets: Mapping[str, Any]
    file: File
    content: bytes
    title: str
    url: str
    at: datetime
    id: str

    @property
    def address(self) -> str:
        """Where it goes."""
        return str(self.destination["address"])

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The parameters of the destination."""
        return parsed(self.destination["parameters"])

    @property
    def stored_name(self) -> str:
        """The name of the file in a folder, which no other delivery has (unconfirmed form)."""
        stem, _, extension = self.file.name.rpartition(".")
        return f"{stem}_{self.at:%Y-%m-%dT%H%M}_{self.id}.{extension}"


def parsed(text: str | None) -> dict[str, Any]:
    """Return parameters, which are JSON within a string.

    Raises:
        ValueError: If they are not an object.
    """
    try:
        return msgspec.json.decode(text, type=dict[str, Any]) if text else {}
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from None
