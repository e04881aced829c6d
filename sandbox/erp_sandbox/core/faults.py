"""Rules that make requests fail."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """The kind of failure."""

    STATUS = "status"  # an error status with the vendor's own body; nothing is done
    HTML = "html"  # an error status with a gateway's HTML page; nothing is done
    RESET = "reset"  # the connection is reset before anything is done
    TRUNCATE = "truncate"  # the work is done, the body stops half-way and the connection closes
    DROP_RESPONSE = "drop_response"  # the work is done, the connection is reset without a response
    SLOW = "slow"  # the work is done, the response comes after the delay


_DEFAULT_STATUS = {Kind.STATUS: 503, Kind.HTML: 502}


@dataclass
class Rule:
    """One fault and the requests that it applies to.

    Attributes:
        kind: The kind of failure.
        path: Regular expression searched in path and query.
        method: HTTP method, or None for any.
        body: Regular expression searched in the request's body.
        status: Status of a `status` or `html` fault.
        headers: Extra response headers, such as `Retry-After`.
        text: Replaces the vendor's error body of a `status` fault.
        delay: Seconds to wait before anything else; of a `slow` fault, before the response.
        after: Matching requests that pass unharmed first.
        times: The number of requests that fail; None for all.
    """

    kind: Kind
    path: re.Pattern[str] | None = None
    method: str | None = None
    body: re.Pattern[str] | None = None
    status: int = 503
    headers: dict[str, str] = field(default_factory=dict)
    text: str | None = None
    delay: float = 0.0
    after: int = 0
    times: int | None = 1

    @classmethod
    def parse(cls, rule: dict[str, Any]) -> Rule:
        """Read a rule of the control surface.

        Raises:
            ValueError: If a key or value is not understood; says which and what is allowed.
        """
        known = {"match", "fault", "status", "headers", "text", "delay", "after", "times"}
        _refuse_unknown("fault rule", rule, known)
        match = rule.get("match", {})
        _refuse_unknown("fault rule's `match`", match, {"path", "method", "body"})
        try:
            kind = Kind(rule.get("fault", ""))
        except ValueError:
            kinds = ", ".join(Kind)
            raise ValueError(f"`fault` is {rule.get('fault')!r}; use one of {kinds}.") from None
        method = match.get("method")
        return cls(
            kind=kind,
            path=_pattern(match.get("path")),
            method=None if method is None else method.upper(),
            body=_pattern(match.get("body")),
            status=int(rule.get("status", _DEFAULT_STATUS.get(kind, 503))),
            headers={name: str(value) for name, value in rule.get("headers", {}).items()},
            text=rule.get("text"),
            delay=float(rule.get("delay", 0)),
            after=int(rule.get("after", 0)),
            times=None if rule.get("times", 1) is None else int(rule.get("times", 1)),
        )

    def matches(self, method: str, path: str, body: bytes) -> bool:
        """Return whether the rule is for this request, whatever its counters are."""
        return (
            (self.method is None or self.method == method)
            and (self.path is None or self.path.search(path) is not None)
            and (self.body is None or self.body.search(body.decode("utf-8", "replace")) is not None)
        )


class Faults:
    """The active rules; the first one that matches and is not used up applies."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []

    def add(self, rule: Rule) -> None:
        """Put a rule in force, behind those already there."""
        self._rules.append(rule)

    def clear(self) -> None:
        """Take all rules out of force."""
        self._rules.clear()

    def match(self, method: str, path: str, body: bytes) -> Rule | None:
        """Return the rule that applies to this request, if any, and count the request."""
        for rule in self._rules:
            if rule.times == 0 or not rule.matches(method, path, body):
                continue
            if rule.after > 0:
                rule.after -= 1
                continue
            if rule.times is not None:
                rule.times -= 1
            return rule
        return None


def _pattern(text: str | None) -> re.Pattern[str] | None:
    if text is None:
        return None
    try:
        return re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is not a regular expression: {error}.") from error


def _refuse_unknown(what: str, given: dict[str, Any], known: set[str]) -> None:
    if unknown := given.keys() - known:
        names = ", ".join(sorted(unknown))
        raise ValueError(f"Unknown key in the {what}: {names}; known: {', '.join(sorted(known))}.")
