"""The records of BATCH messages' files, as JSON."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from singer_erp.messages.json import encode_json
from singer_erp.plugin.sdk import StorageTarget

from target_duckdb.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager
    from typing import Any

_READ_BYTES = 4 << 20
_PARQUET_ROWS = 10_000


def read_batch_file(
    path: str, encoding: Mapping[str, Any], storage: Mapping[str, Any] | None
) -> Iterator[list[bytes]]:
    """Yield the file's records as JSON objects, a few megabytes at a time.

    Args:
        path: URL of the file, from the message's manifest.
        encoding: The message's encoding: jsonl, with or without gzip, or parquet.
        storage: `storage` of the setting `batch_config`; None takes it from the URL.

    Raises:
        TargetError: The file cannot be read, or its format is not one of those.
    """
    file_format = str(encoding.get("format"))
    compression = str(encoding.get("compression") or "none")
    if file_format not in {"jsonl", "parquet"} or compression not in {"none", "gzip"}:
        raise TargetError(
            f"A BATCH message has files in the format '{file_format:.40}', compressed with "
            f"'{compression:.40}'; jsonl (with or without gzip) and parquet are supported. "
            "Change the tap's `batch_config`.",
        )
    reading = _json_lines if file_format == "jsonl" else _parquet
    try:
        yield from reading(path, compression == "gzip", storage)
    except FileNotFoundError:
        raise TargetError(
            f"The BATCH file {path} does not exist. Tap and target must see the same storage "
            "(`batch_config`), and the file must exist until the run ends.",
        ) from None
    except Exception as error:  # noqa: BLE001  # file systems and formats have errors of their own
        # Their messages may quote the file's contents.
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise TargetError(
            f"The BATCH file {path} cannot be read as {file_format}: {reason}. Check that the tap "
            "wrote it completely, and that this user may read it.",
        ) from None


def _open(path: str, storage: Mapping[str, Any] | None) -> AbstractContextManager[Any]:
    head, tail = StorageTarget.split_url(path)
    place = StorageTarget.from_dict(dict(storage)) if storage else StorageTarget.from_url(head)
    return place.open(tail, mode="rb")


def _json_lines(
    path: str,
    is_compressed: bool,  # noqa: FBT001
    storage: Mapping[str, Any] | None,
) -> Iterator[list[bytes]]:
    with _open(path, storage) as file, gzip.open(file) if is_compressed else file as lines:
        while block := lines.readlines(_READ_BYTES):
            b"".join(block).decode()  # Arrow would take what is not UTF-8
            yield [line for line in block if line.strip()]


def _parquet(
    path: str,
    _: bool,  # noqa: FBT001
    storage: Mapping[str, Any] | None,
) -> Iterator[list[bytes]]:
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import, rarely needed

    with _open(path, storage) as file:
        for part in pq.ParquetFile(file).iter_batches(_PARQUET_ROWS):
            yield [encode_json(row) for row in part.to_pylist()]
