"""Acumatica's error responses and how the tap handles each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from singer_erp.acumatica.errors import (
    NO_RECORD,
    NO_SETUP,
    NOT_OPTIMIZED,
    SESSION_RULES,
    UNKNOWN_FIELD,
)
from singer_erp.errors import Action, AuthenticationError, Rule, StreamError, only

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from singer_erp.errors import ErpError

_FIELD_ADVICE = "Run discovery again: the endpoint has changed, or the catalog is of another one"
RULES = (
    *SESSION_RULES,
    Rule(only(403), Action.FAIL, "Give the user's role access to the form, or deselect the stream"),
    Rule(only(404), Action.FAIL, "Check `api_url`, `endpoint_name` and `endpoint_version`"),
    Rule(only(500), Action.FAIL, "Deselect the columns that the message names", NOT_OPTIMIZED),
    Rule(only(500), Action.FAIL, _FIELD_ADVICE, UNKNOWN_FIELD),
    Rule(only(500), Action.FAIL, _FIELD_ADVICE, "ODataException"),
    Rule(only(500), Action.FAIL, "Save the form's settings, or deselect the stream", NO_SETUP),
    Rule(only(500), Action.FAIL, _FIELD_ADVICE, NO_RECORD),
    Rule(range(500, 600), Action.RETRY, "Acumatica failed; try later, or lower `page_size`"),
)
# What is of one entity: the others can be read.
_OF_ENTITY = {400, 403, 404, 422}
_FAILED = 500
_DELEGATE = re.compile(r"([\w/.]+): View \w+ has BQL delegate")


def delegate_fields(detail: str) -> Iterator[str]:
    """Yield the fields that a message says cannot be read in lists."""
    yield from _DELEGATE.findall(detail)


def of_stream(error: ErpError, instruction: str = "") -> ErpError:
    """Return the error of a stream if what was rejected is of one entity only.

    Args:
        error: The instance's error.
        instruction: What to do, instead of what the table of errors says.
    """
    if isinstance(error, AuthenticationError) or not _is_of_entity(error):
        return error
    return StreamError(
        error.reason,
        instruction or error.instruction,
        request_id=error.request_id,
        status=error.status,
        code=error.code,
        detail=error.detail,
    )


def _is_of_entity(error: ErpError) -> bool:
    """Whether the instance refused an entity, or failed at it and says how.

    A 500 of the instance names the class of its exception; one of a gateway is of all entities.
    """
    if error.status == _FAILED:
        code = error.code or ""
        return code == NOT_OPTIMIZED or code.endswith("Exception")
    return error.status in _OF_ENTITY


def unreadable_lines(
    entity: str, arrays: Iterable[str], streams: Iterable[str], error: ErpError
) -> StreamError:
    """Return the error for lines that cannot be read in lists.

    Without them, all lines of the records that are read would look removed.

    Args:
        entity: The entity.
        arrays: Names of its lines.
        streams: Their streams.
        error: The instance's error.
    """
    names = ", ".join(sorted(arrays))
    deselected = ", ".join(f"'{stream}'" for stream in streams)
    return StreamError(
        f"Acumatica cannot read {names} of {entity} in lists (BQL delegate)",
        f"Deselect {deselected} in the catalog, or map {names} in a custom endpoint",
        request_id=error.request_id,
        status=error.status,
        code=error.code,
        detail=error.detail,
    )


def unknown_shape(what: str) -> StreamError:
    """Return the error for data that is not as the endpoint describes it."""
    return StreamError(
        f"Acumatica sent {what} in a shape that is not known",
        "Run again; if it happens again, report it and deselect the stream until it is fixed",
    )
