"""The connection to the database file: one writer, every change in a transaction."""

from __future__ import annotations

import contextlib
import os
import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from target_duckdb.errors import DatabaseError, DataRefusedError, TargetError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa

# Checkpointing every 16 MB, DuckDB's default, costs more than the load itself.
_WAL_CHECKPOINT = "64MB"
_LOCK_HOLDER = re.compile(r"Conflicting lock is held in (?P<program>.*?) \(PID (?P<pid>\d+)\)")
_OPTIONS = ("temp_directory", "threads", "memory_limit")
# DuckDB creates its log and what it spills by itself, at any time.
_PRIVATE_UMASK = 0o077
_DATA_ERRORS = (duckdb.DataError, duckdb.IntegrityError, duckdb.InvalidInputException)


class Connection:
    """A connection to a DuckDB file, open for the whole run.

    Args:
        filepath: The database file, or `:memory:`. Missing directories are created.
        options: `temp_directory`, `threads`, `memory_limit`; None leaves DuckDB's default. With
            `private_files`, what the process creates until `close` is its owner's only.

    Raises:
        DatabaseError: The file is locked by another process, is not a DuckDB database, or
            cannot be created.
    """

    def __init__(self, filepath: str, options: Mapping[str, Any]) -> None:
        self.filepath = filepath
        self._umask = os.umask(_PRIVATE_UMASK) if options.get("private_files") else None
        settings = {name: str(options[name]) for name in _OPTIONS if options.get(name) is not None}
        try:
            self._duckdb = _connect(filepath, settings)
        except DatabaseError:
            self._restore_umask()
            raise
        self._duckdb.execute(f"SET wal_autocheckpoint = '{_WAL_CHECKPOINT}'")
        self._in_transaction = False

    def close(self) -> None:
        """Release the file."""
        self._duckdb.close()
        self._restore_umask()

    def _restore_umask(self) -> None:
        if self._umask is not None:
            os.umask(self._umask)

    @cached_property
    def database(self) -> str:
        """DuckDB's name of the file."""
        [(name,)] = self.rows("SELECT current_database()")
        return str(name)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all of the body or none of it; join a transaction that is already open."""
        if self._in_transaction:
            yield
            return
        self.execute("BEGIN")
        self._in_transaction = True
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(duckdb.Error):  # report the first error
                self._duckdb.execute("ROLLBACK")
            raise
        finally:
            self._in_transaction = False

    @contextlib.contextmanager
    def registered(self, name: str, table: pa.Table) -> Iterator[None]:
        """Make the Arrow table queryable by the name within the body."""
        self._duckdb.register(name, table)
        try:
            yield
        finally:
            with contextlib.suppress(duckdb.Error):  # a rollback has removed it
                self._duckdb.unregister(name)

    def execute(self, sql: str, parameters: list[Any] | None = None) -> int:
        """Run a statement and return the number of rows it changed (0 for DDL)."""
        rows = self.rows(sql, parameters)
        return int(rows[0][0]) if rows and isinstance(rows[0][0], int) else 0

    def scalar(self, sql: str, parameters: list[Any] | None = None) -> int:
        """Run a query and return its one integer."""
        return int(self.rows(sql, parameters)[0][0])

    def rows(self, sql: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """Run a query and return all rows."""
        try:
            return self._duckdb.execute(sql, parameters).fetchall()
        except duckdb.Error as error:
            raise self._explain(error) from None

    def _explain(self, error: duckdb.Error) -> TargetError:
        refused = isinstance(error, _DATA_ERRORS)
        # DuckDB quotes the value, and logs must not contain record contents.
        reason = f"it refused a value ({type(error).__name__})" if refused else _first_line(error)
        return (DataRefusedError if refused else DatabaseError)(
            f"DuckDB cannot write to {self.filepath}: {reason}. The batch was rolled back and the "
            "state was not advanced.",
        )


def _first_line(error: duckdb.Error) -> str:
    return str(error).split("\n", 1)[0]


def _connect(filepath: str, settings: dict[str, str]) -> duckdb.DuckDBPyConnection:
    if filepath != ":memory:":
        try:
            Path(filepath).expanduser().parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseError(
                f"The directory of `filepath` {filepath} cannot be created: {error.strerror}. "
                "Choose another path, or create the directory and give this user the right to "
                "write there.",
            ) from None
        filepath = str(Path(filepath).expanduser())
    try:
        return duckdb.connect(filepath, config=dict(settings))
    except duckdb.IOException as error:
        raise _cannot_open(filepath, str(error)) from None
    except duckdb.Error as error:
        raise DatabaseError(
            f"DuckDB refused to open {filepath}: {_first_line(error)}. Check the settings "
            f"{', '.join(f'`{name}`' for name in settings) or '`filepath`'}.",
        ) from None


def _cannot_open(filepath: str, message: str) -> DatabaseError:
    if "lock" in message.lower():
        holder = _LOCK_HOLDER.search(message)
        who = (
            f" by {Path(holder['program']).name} with process id {holder['pid']}" if holder else ""
        )
        return DatabaseError(
            f"The database {filepath} is in use{who}; DuckDB allows one writer at a time. Wait "
            "for it to finish or close it (a SQL shell, a notebook, another run), then run again. "
            "Nothing was loaded and the state is unchanged.",
        )
    if "not a valid DuckDB database" in message:
        return DatabaseError(
            f"{filepath} exists but is not a DuckDB database. Point `filepath` to another file; "
            "this one was not touched.",
        )
    writable = os.access(Path(filepath).parent, os.W_OK)
    hint = "Check the path" if writable else "This user may not write to that directory"
    return DatabaseError(
        f"DuckDB cannot open {filepath}: {message.splitlines()[0]}. {hint} (setting `filepath`).",
    )
