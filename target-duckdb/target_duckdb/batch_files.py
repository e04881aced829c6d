"""The records of BATCH messages' files, as JSON."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from singer_erp.messages.json import encode_json
from singer_erp.plugin.sdk import StorageTarget

from target_duckdb.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
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
        TargetError: The file does not exist, or its format is not one of those.
    """
    file_format = encoding.get("format")
    if file_format not in {"jsonl", "parquet"}:
        raise TargetError(
            f"A BATCH message has files in the format '{file_format}'; jsonl (with or without "
            "gzip) and parquet are supported. Change the tap's `batch_config`.",
        )
    head, tail = StorageTarget.split_url(path)
    try:
        place = StorageTarget.from_dict(dict(storage)) if storage else StorageTarget.from_url(head)
        with place.open(tail, mode="rb") as file:
            if file_format == "jsonl":
                compressed = encoding.get("compression") == "gzip"
                with gzip.open(file) if compressed else file as lines:
                    while block := lines.readlines(_READ_BYTES):
                        yield [line for line in block if line.strip()]
                return
            import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import, rarely needed

            for part in pq.ParquetFile(file).iter_batches(_PARQUET_ROWS):
                yield [encode_json(row) for row in part.to_pylist()]
    except FileNotFoundError:
        raise TargetError(
            f"The BATCH file {path} does not exist. Tap and target must see the same storage "
            "(`batch_config`), and the file must exist until the run ends.",
        ) from None
