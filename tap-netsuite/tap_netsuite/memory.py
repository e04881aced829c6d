"""What discovery remembers of an account: the columns that it cannot query.

Each of them costs a query to find, because a response names one of them at a time. Singer state is
no place for them: discovery has none, and a full refresh resets it. So they are in a file of the
user's cache folder, one for each account and credentials, whose role decides what is visible.
Without it discovery is slower, never different.

An entry is forgotten after the days of `discovery_cache_days`, and when the account has changed
the definition of the custom field.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import logging
from typing import TYPE_CHECKING, Any

import msgspec
import platformdirs
from singer_erp.files import replace_file
from singer_erp.timestamps import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

log = logging.getLogger(__name__)

_IDENTITY = ("api_url", "account_id", "client_id", "certificate_id", "consumer_key", "token_id")


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    """A column that the account cannot query.

    Attributes:
        found_at: When a probe found that.
        definition: When its custom field was defined, as NetSuite writes it; empty for others.
    """

    found_at: dt.datetime
    definition: str


_Entries = dict[str, dict[str, _Entry]]


class Memory:
    """The columns that an account cannot query, by table.

    Args:
        path: The file; None remembers nothing.
        lifetime: How long an entry counts.
        now: The local clock, aware UTC.
    """

    def __init__(
        self, path: Path | None, lifetime: dt.timedelta, now: Callable[[], dt.datetime] = utc_now
    ) -> None:
        self._path = path
        self._lifetime = lifetime
        self._now = now
        self._entries = self._load()

    def unqueryable(self, table: str, definitions: Mapping[str, str]) -> set[str]:
        """Return the columns of a table that need no probe.

        Args:
            table: Name of the stream.
            definitions: When each custom field was defined.
        """
        oldest = self._now() - self._lifetime
        return {
            column
            for column, entry in self._entries.get(table, {}).items()
            if entry.found_at > oldest and entry.definition == definitions.get(column, "")
        }

    def record(self, table: str, columns: Collection[str], definitions: Mapping[str, str]) -> None:
        """Keep the columns of a table that need no probe, and those that a probe has found.

        Args:
            table: Name of the stream.
            columns: The columns that a probe has found.
            definitions: When each custom field was defined.
        """
        known, found_at = self._entries.get(table, {}), self._now()
        kept = {column: known[column] for column in self.unqueryable(table, definitions)}
        found = {column: _Entry(found_at, definitions.get(column, "")) for column in columns}
        self._entries[table] = kept | found

    def save(self) -> None:
        """Write the file, readable by its owner only; without a folder to write to, log that."""
        entries = {table: columns for table, columns in self._entries.items() if columns}
        if self._path is None or not (entries or self._path.exists()):
            return
        try:
            replace_file(self._path, msgspec.json.encode(entries))
        except OSError as error:
            log.info("Columns that cannot be queried are not remembered: %s", error.strerror)

    def _load(self) -> _Entries:
        # A file that is missing or damaged costs probes, nothing else.
        with contextlib.suppress(OSError, msgspec.DecodeError):
            if self._path is not None:
                return msgspec.json.decode(self._path.read_bytes(), type=_Entries)
        return {}


def memory_of(config: Mapping[str, Any]) -> Memory:
    """Return what is remembered of the account and credentials of the settings."""
    days = config["discovery_cache_days"]
    identity = "\n".join(str(config.get(name)) for name in _IDENTITY)
    name = hashlib.sha256(identity.encode()).hexdigest()[:32]
    folder = platformdirs.user_cache_path("singer-erp") / "tap-netsuite"
    return Memory(folder / f"{name}.json" if days else None, dt.timedelta(days=days))
