"""Acumatica's error responses and how each is handled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from singer_erp.acumatica.errors import (
    BUSY,
    INVALID,
    NO_RECORD,
    NO_SETUP,
    SESSION_RULES,
    UNKNOWN_FIELD,
)
from singer_erp.delivery.records import Outcome, rejected
from singer_erp.errors import Action, Rule, VendorError, only

if TYPE_CHECKING:
    from collections.abc import Iterable

_RECORD_ADVICE = "Correct the record or the mapping"
# Exceptions of the server's own rules: nothing was saved.
REJECTIONS = (
    INVALID,
    "OutcomeEntityHasErrorsException",
    "PXException",
    "PXSetPropertyException",
    "PXFieldValueProcessingException",
    "PXOuterException",
    "PXRowPersistingException",
    "PXLockViolationException",
    NO_RECORD,
)
RULES = (
    *SESSION_RULES,
    Rule(only(403), Action.FAIL, "Give the user's role the right to edit on the form"),
    Rule(only(404), Action.FAIL, "Check `api_url`, `endpoint_name` and `endpoint_version`"),
    Rule(range(412, 423), Action.FAIL, _RECORD_ADVICE),
    Rule(only(500), Action.RETRY, "Wait until the operation on the form has ended", BUSY),
    Rule(only(500), Action.FAIL, "Save the form's settings in Acumatica", NO_SETUP),
    Rule(only(500), Action.FAIL, "Check `endpoint_version` and `token_field`", UNKNOWN_FIELD),
    Rule(only(500), Action.FAIL, "Check `token_field`", "ODataException"),
    *(Rule(only(500), Action.FAIL, _RECORD_ADVICE, code) for code in REJECTIONS),
    Rule(range(500, 600), Action.RETRY, "Acumatica failed: run again later"),
)
_OF_RECORD = {400, 412, 422}
_PATH = re.compile(r"(?:^|; )([A-Z]\w*(?:\[\d+\])?(?:\.\w+(?:\[\d+\])?)*): ")
_SUMMARY = re.compile(r"(Inserting|Updating) +'[\w ]+' record raised at least one error\.[\w .]*$")
_MIN_QUOTED = 4


def is_of_record(error: VendorError) -> bool:
    """Return whether Acumatica rejected one record, and not the request's sender."""
    return error.status in _OF_RECORD or error.code in REJECTIONS


def rejection(error: VendorError, values: Iterable[Any] = ()) -> Outcome:
    """Return the outcome of a record that Acumatica rejected.

    Args:
        error: The error.
        values: The record's texts, which are removed from the message.
    """
    text = error.detail or error.reason
    # The title of the form may be a value of the record as well, such as `Invoice`.
    summary = found[0] if (found := _SUMMARY.search(text)) else ""
    text = text.removesuffix(summary)
    for value in sorted({str(value) for value in values}, key=len, reverse=True):
        if len(value) >= _MIN_QUOTED:
            text = text.replace(value, "…")
    text += summary
    fields = tuple(dict.fromkeys(_PATH.findall(text)))
    return rejected(error.code or str(error.status), text, *fields)
