"""Errors for people, and the tables that decide what follows from a vendor's answer.

Hierarchy, grouped by what to do next::

    ErpError                 something a person must look at: reason, instruction, request id
    ├── ConfigError          a setting is wrong or missing
    ├── AuthenticationError  the vendor refused the credentials
    ├── VendorError          the vendor refused the request for good
    └── TransientError       worth another try; becomes the final error when tries run out
        └── ThrottledError   the vendor asks for fewer requests
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class ErpError(Exception):
    """An error that tells what happened, why, and what to do.

    Args:
        reason: What happened, without secrets and without record contents.
        instruction: What the reader can do about it.
        request_id: The vendor's id of the request, for its support desk.
        status: HTTP status, if the vendor answered.
        code: The vendor's error code, if it gave one.
        detail: The vendor's own words, for programs to look at.
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

    def __str__(self) -> str:
        """Reason, instruction and request id as sentences, on one line."""
        parts = [self.reason.rstrip(".") + "."]
        if self.instruction:
            parts.append(self.instruction.rstrip(".") + ".")
        if self.request_id:
            parts.append(f"Request id {self.request_id}.")
        return " ".join(" ".join(parts).split())


class ConfigError(ErpError):
    """A setting is wrong or missing."""


class AuthenticationError(ErpError):
    """The vendor refused the credentials."""


class VendorError(ErpError):
    """The vendor refused the request, and would refuse it again."""


class TransientError(ErpError):
    """Another try may succeed.

    Args:
        retry_after: Seconds the vendor asked to wait, if it did.
    """

    def __init__(self, *args: str, retry_after: float | None = None, **facts: object) -> None:
        super().__init__(*args, **facts)  # type: ignore[arg-type]
        self.retry_after = retry_after


class ThrottledError(TransientError):
    """The vendor asks for fewer requests at once."""


class Action(Enum):
    """What follows from a vendor's answer."""

    FAIL = auto()
    RETRY = auto()
    SLOW_DOWN = auto()
    REAUTHENTICATE = auto()


@dataclass(frozen=True)
class Rule:
    """One line of a vendor's error table; the first line that matches decides.

    Attributes:
        status: HTTP statuses the rule is for.
        action: What follows.
        advice: What a person can do when it stays an error.
        code: Vendor code the rule is for; None for any.
    """

    status: range
    action: Action
    advice: str = ""
    code: str | None = None

    def matches(self, status: int, code: str | None) -> bool:
        """Whether this rule speaks about such an answer."""
        return status in self.status and self.code in {None, code}


@dataclass(frozen=True)
class VendorMessage:
    """What a vendor's error body says, whatever its shape.

    Attributes:
        code: The vendor's error code.
        detail: Its words; bounded in length by whoever reads the body.
        request_id: Its id of the request.
    """

    code: str | None
    detail: str
    request_id: str | None


def only(status: int) -> range:
    """The range holding a single HTTP status."""
    return range(status, status + 1)


def decide(rules: Iterable[Rule], status: int, code: str | None) -> Rule:
    """The rule for an answer; unknown answers fail.

    Args:
        rules: The vendor's table, most specific lines first.
        status: HTTP status of the answer.
        code: Vendor's error code in it, if any.
    """
    for rule in rules:
        if rule.matches(status, code):
            return rule
    return Rule(only(status), Action.FAIL)
