"""Errors for users, and the error tables that decide how to handle a vendor's response.

Hierarchy, grouped by what to do next::

    ErpError                 a person has to act: reason, instruction, request id
    ├── ConfigError          a setting is wrong or missing
    ├── AuthenticationError  the vendor rejected the credentials
    ├── BudgetError          the run has used all calls that a setting allows
    ├── NetworkError         the vendor cannot be reached, and a retry would not help
    ├── VendorError          the vendor rejected the request permanently
    │   └── StreamError      what one stream reads was rejected; the others can be read
    └── TransientError       worth a retry; the final error when the retries are exhausted
        └── ThrottledError   the vendor asks for fewer requests
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Self

from singer_erp.redaction import printable

if TYPE_CHECKING:
    from collections.abc import Iterable


class ErpError(Exception):
    """An error that states what failed, why, and what to do.

    Args:
        reason: What failed and why, without secrets and without record contents.
        instruction: What the user can do about it.
        request_id: The vendor's id of the request, for its support desk.
        status: HTTP status of the response, if there is one.
        code: The vendor's error code, if the response has one.
        detail: The vendor's error message, for programs to inspect.
    """

    def __init__(  # noqa: PLR0913  # keyword-only facts about one failure
        self,
        reason: str,
        instruction: str = "",
        *,
        request_id: str | None = None,
        status: int | None = None,
        code: str | None = None,
        detail: str = "",
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.instruction = instruction
        self.request_id = request_id
        self.status = status
        self.code = code
        self.detail = detail

    def because(self, reason: str, instruction: str = "") -> Self:
        """Return the same error with another reason, and another instruction if one is given."""
        return type(self)(
            reason,
            instruction or self.instruction,
            request_id=self.request_id,
            status=self.status,
            code=self.code,
            detail=self.detail,
        )

    def __str__(self) -> str:
        """Return reason, instruction and request id as sentences, on one line."""
        parts = [self.reason.rstrip(".") + "."]
        if self.instruction:
            parts.append(self.instruction.rstrip(".") + ".")
        if self.request_id:
            parts.append(f"Request id {self.request_id}.")
        return printable(" ".join(parts))


class ConfigError(ErpError):
    """A setting is wrong or missing."""


class AuthenticationError(ErpError):
    """The vendor rejected the credentials."""


class BudgetError(ErpError):
    """The run has used all calls that a setting allows."""


class NetworkError(ErpError):
    """The vendor cannot be reached, and a retry would not help."""


class VendorError(ErpError):
    """The vendor rejected the request and would reject it again."""


class StreamError(VendorError):
    """The vendor rejected what one stream reads; the other streams can be read."""


class TransientError(ErpError):
    """A retry may succeed.

    Args:
        retry_after: Seconds to wait before the retry, if the vendor or its error table names them.
    """

    def __init__(self, *args: str, retry_after: float | None = None, **facts: object) -> None:
        super().__init__(*args, **facts)  # type: ignore[arg-type]
        self.retry_after = retry_after


class ThrottledError(TransientError):
    """The vendor asks for fewer requests at once."""


class Action(Enum):
    """How to handle a vendor's error response."""

    FAIL = auto()
    RETRY = auto()
    SLOW_DOWN = auto()
    REAUTHENTICATE = auto()


@dataclass(frozen=True)
class Rule:
    """One row of a vendor's error table; the first row that matches decides.

    Attributes:
        status: HTTP statuses the rule applies to.
        action: How to handle the response.
        advice: What the user can do if the error remains.
        code: Vendor code the rule applies to; None for any.
        wait_seconds: Wait before the next try where the response has no `Retry-After`; None for
            one that grows with each try.
    """

    status: range
    action: Action
    advice: str = ""
    code: str | None = None
    wait_seconds: float | None = None

    def matches(self, status: int, code: str | None) -> bool:
        """Return whether this rule applies to a response."""
        return status in self.status and self.code in {None, code}


@dataclass(frozen=True)
class VendorMessage:
    """The content of a vendor's error body, whatever its shape.

    The client removes secrets and control characters from all of it, and limits the length.

    Attributes:
        code: The vendor's error code.
        detail: Its message.
        request_id: Its id of the request.
    """

    code: str | None
    detail: str
    request_id: str | None


def only(status: int) -> range:
    """Return the range of a single HTTP status."""
    return range(status, status + 1)


def decide(rules: Iterable[Rule], status: int, code: str | None) -> Rule:
    """Return the rule for an error response; unknown responses fail.

    Args:
        rules: The vendor's table, most specific rows first.
        status: HTTP status of the response.
        code: The vendor's error code in it, if any.
    """
    for rule in rules:
        if rule.matches(status, code):
            return rule
    return Rule(only(status), Action.FAIL)
