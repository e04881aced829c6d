"""The files that BATCH messages point to, as records in JSON."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from singer_erp.messages.json import encode_json
from singer_sdk.helpers._batch import StorageTarget  # the SDK's own sinks read BATCH files with it

from target_duckdb.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from singer_sdk.helpers._batch import BaseBatchFileEncoding

_READ_BYTES = 4 << 20
_PARQUET_ROWS = 10_000


def records_of_file(
    path: str,
    encoding: BaseBatchFileEncoding,
    storage: StorageTarget | None,
) -> Iterator[list[bytes]]:
    """Yield the file's records as JSON objects, a few megabytes at a time.

    Args:
        path: URL of the file, from the message's manifest.
        encoding: jsonl, with or without gzip, or parquet.
        storage: Where the file is; None takes it from the URL.

    Raises:
        TargetError: The file is missing or its format is not one of those.
    """
    if encoding.format not in {"jsonl", "parquet"}:
        raise TargetError(
            f"A BATCH message announces files in the format '{encoding.format}'; jsonl (with or "
            "without gzip) and parquet are read. Change the tap's `batch_config`.",
        )
    head, tail = StorageTarget.split_url(path)
    try:
        with (storage or StorageTarget.from_url(head)).open(tail, mode="rb") as file:
            if encoding.format == "jsonl":
                compressed = encoding.compression == "gzip"
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
            "(`batch_config`), and the file must outlive the run.",
        ) from None
