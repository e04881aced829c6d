"""The check of whole records against their JSON schema, for the setting `validate_records`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from referencing import Registry
from singer_sdk.typing import DEFAULT_JSONSCHEMA_VALIDATOR

from target_duckdb.errors import SchemaError, ValueRefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence


class RecordValidator:
    """Checks the records of one stream.

    Args:
        stream: Name of the stream.
        schema: Its JSON schema.
        keys: Its key properties.

    Raises:
        SchemaError: The schema is not a valid JSON schema.
    """

    def __init__(self, stream: str, schema: dict[str, Any], keys: Sequence[str]) -> None:
        self._stream = stream
        self._keys = keys
        try:
            DEFAULT_JSONSCHEMA_VALIDATOR.check_schema(schema)
            # The default registry would fetch a `$ref` to another host.
            self._validator = DEFAULT_JSONSCHEMA_VALIDATOR(schema, registry=Registry())
        except Exception as error:  # noqa: BLE001  # patterns raise errors of their own
            self._refuse_schema(error)

    def validate(self, record: dict[str, Any]) -> None:
        """Check a record.

        Raises:
            ValueRefusedError: The record violates the schema; the message names only the rule.
            SchemaError: The schema cannot be applied, for a pattern or `$ref` in it.
        """
        try:
            violation = next(self._validator.iter_errors(record), None)
        except Exception as error:  # noqa: BLE001  # as above, once the rule is used
            self._refuse_schema(error)
        if violation is None:
            return
        keys = ", ".join(f"{key}={record.get(key)!s:.60}" for key in self._keys)
        raise ValueRefusedError(
            f"Stream '{self._stream}': the record with {keys or 'no key'} does not match its "
            f"schema: {violation.json_path} breaks `{violation.validator}`. Correct the record or "
            "the schema in the tap, or remove `validate_records`.",
        )

    def _refuse_schema(self, error: Exception) -> NoReturn:
        raise SchemaError(
            f"Stream '{self._stream}': its JSON schema cannot be applied "
            f"({type(error).__name__}), perhaps for a `pattern` or `$ref` in it. Correct the "
            "schema in the tap's catalog, or remove `validate_records`.",
        ) from None
