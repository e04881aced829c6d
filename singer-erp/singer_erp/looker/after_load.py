"""What follows a load: datagroups are triggered, persistent derived tables built."""

from __future__ import annotations

import contextlib
import email.utils
import time
from collections.abc import Callable  # msgspec reads the annotation
from typing import TYPE_CHECKING

import msgspec

from singer_erp.errors import ConfigError, VendorError
from singer_erp.http.bodies import json_as
from singer_erp.looker.instance import path_of
from singer_erp.redaction import printable

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import requests

    from singer_erp.looker.instance import Instance

_DATAGROUPS = "/datagroups"


class Datagroup(msgspec.Struct, frozen=True):
    """A datagroup of Looker; times are seconds since 1970."""

    id: str
    model_name: str
    name: str
    triggered_at: int | None = None
    trigger_check_at: int | None = None
    trigger_error: str | None = None


class _Build(msgspec.Struct, frozen=True):
    """The build of a derived table."""

    materialization_id: str
    resp_text: str | None = None


_datagroup = json_as(Datagroup)
_datagroups = json_as(list[Datagroup])
_build = json_as(_Build)


class Wait(msgspec.Struct, frozen=True):
    """How a command waits.

    Attributes:
        seconds: Maximum.
        poll_seconds: Wait between two looks.
        clock: Returns seconds.
    """

    seconds: float
    poll_seconds: float
    clock: Callable[[], float] = time.monotonic

    def until(self, check: Callable[[], bool], sleep: Callable[[float], None], what: str) -> None:
        """Wait until a check is true.

        Raises:
            VendorError: It is not within the maximum.
        """
        deadline = self.clock() + self.seconds
        while not check():
            if self.clock() >= deadline:
                raise VendorError(
                    f"{what} has not ended within {self.seconds:.0f} seconds",
                    "It continues in Looker. Look there, or raise `wait_seconds`",
                )
            sleep(self.poll_seconds)


def trigger_datagroup(instance: Instance, name: str, wait: Wait | None) -> Datagroup:
    """Trigger a datagroup and return it.

    Cached results of before expire at once; derived tables and plans that depend on it follow at
    the next maintenance of the connection ("Update Datagroup").

    Args:
        instance: The instance.
        name: `model::name`.
        wait: How to wait for the maintenance; None for not at all.

    Raises:
        ConfigError: There is no such datagroup, or the user does not see it.
        VendorError: Its trigger has failed, or the maintenance took too long.
    """
    datagroups, now = instance.fetch("GET", _DATAGROUPS, _dated)
    path = _DATAGROUPS + path_of(_find(datagroups, name).id)
    triggered = instance.fetch("PATCH", path, _datagroup, json={"triggered_at": now})
    found = triggered

    def is_checked() -> bool:
        nonlocal found
        found = instance.fetch("GET", path, _datagroup)
        # Seconds: a check of the same second may have been before the trigger.
        is_later = found.trigger_check_at != triggered.trigger_check_at
        return is_later and (found.trigger_check_at or 0) >= (triggered.triggered_at or now)

    if wait is not None:
        wait.until(is_checked, instance.sleep, f"The maintenance of datagroup {name}")
        if found.trigger_error:
            raise VendorError(
                f"Datagroup {name} was triggered, and its `sql_trigger` fails: "
                f"{printable(found.trigger_error)}",
                "Correct it in the LookML project",
            )
    return found


def build_table(
    instance: Instance,
    name: str,
    *,
    done: Collection[str],
    failed: Collection[str],
    wait: Wait | None,
) -> str:
    """Start the build of a persistent derived table and return what Looker says at its end.

    Args:
        instance: The instance.
        name: `model::view`.
        done: Statuses of builds that succeeded.
        failed: Statuses of builds that failed.
        wait: How to wait; None for not at all.

    Raises:
        ConfigError: The name is not one.
        VendorError: The build has failed or took too long.
    """
    model, separator, view = name.partition("::")
    if not (model and separator and view):
        raise ConfigError(f"{name!r} is not a derived table", "Write it as model::view")
    start = f"/derived_table{path_of(model, view)}/start"
    parameters = {"force_rebuild": "true", "workspace": "production", "source": "singer-erp"}
    found = instance.fetch("GET", start, _build, params=parameters)
    path = f"/derived_table{path_of(found.materialization_id)}/status"
    text = printable(found.resp_text or "")

    def has_ended() -> bool:
        nonlocal text
        text = printable(instance.fetch("GET", path, _build).resp_text or "")
        if status_of(text) in failed:
            raise VendorError(
                f"The build of {name} has failed: {text}",
                "Look at Admin > Persistent Derived Tables, and run again",
            )
        return status_of(text) in done

    if wait is not None:
        wait.until(has_ended, instance.sleep, f"The build of {name} (now: {text})")
    return text


def status_of(text: str) -> str:
    """Return the status in a `resp_text`, which is JSON in a text, in small letters."""
    try:
        found = msgspec.json.decode(text)
    except msgspec.DecodeError:
        found = text
    status = found.get("status") if isinstance(found, dict) else found
    return str(status or "").strip().casefold()


def _find(datagroups: Sequence[Datagroup], name: str) -> Datagroup:
    names = [f"{found.model_name}::{found.name}" for found in datagroups]
    if name in names:
        return datagroups[names.index(name)]
    raise ConfigError(
        f"The user sees no datagroup {name}",
        f"Write it as model::name; there are: {', '.join(names) or 'none'}. The user needs "
        "`see_datagroups` and access to the model",
    )


def _dated(response: requests.Response) -> tuple[list[Datagroup], int]:
    """Return the body of a response and Looker's clock: times in its future are refused."""
    now = int(time.time())
    if date := response.headers.get("Date"):
        with contextlib.suppress(ValueError):
            now = min(now, int(email.utils.parsedate_to_datetime(date).timestamp()))
    return _datagroups(response), now
