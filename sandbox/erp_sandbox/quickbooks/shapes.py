"""Types of fields: those that the company's other records have at the same place."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from erp_sandbox.quickbooks.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Sequence


def typed(value: Any, samples: Sequence[Any], path: str = "") -> Any:
    """Return a value with the types of samples; numbers may be given as text, and the reverse.

    Args:
        value: What a client sends.
        samples: The values of other records at the same place.
        path: The place, for messages.

    Raises:
        ApiError: 2010, the value is of another type.
    """
    if value is None:
        return None
    if path.endswith("Ref") and not (isinstance(value, dict) and _is_text(value.get("value"))):
        raise _refused(path)
    if isinstance(value, dict):
        objects = [sample for sample in samples if isinstance(sample, dict)]
        if samples and not objects:
            raise _refused(path)
        return {
            name: typed(child, [o[name] for o in objects if name in o], f"{path}.{name}")
            for name, child in value.items()
        }
    if isinstance(value, list):
        lists = [sample for sample in samples if isinstance(sample, list)]
        if samples and not lists:
            raise _refused(path)
        entries = [entry for sample in lists for entry in sample]
        return [typed(child, entries, path) for child in value]
    return _scalar(value, samples, path)


def _scalar(value: Any, samples: Sequence[Any], path: str) -> Any:
    kinds = {type(sample) for sample in samples if sample is not None}
    if not kinds or type(value) in kinds:
        return value
    is_number = kinds <= {int, Decimal} and not isinstance(value, bool)
    try:
        if is_number and isinstance(value, int | str | Decimal):
            return Decimal(value)
        if kinds == {str} and isinstance(value, int | Decimal) and not isinstance(value, bool):
            return str(value)
    except InvalidOperation:
        pass
    raise _refused(path)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _refused(path: str) -> ApiError:
    detail = f"Property Name:{path.lstrip('.')} specified is unsupported or invalid"
    return ApiError("2010", "Request has invalid or unsupported property", detail)
