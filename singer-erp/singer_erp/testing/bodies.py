"""Responses of odd shape: what gateways, proxies and new versions send in a vendor's place."""

from __future__ import annotations

import copy
import io
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests

_NOT_JSON = (
    b"",
    b" ",
    b"<html><body>Sign in</body></html>",
    b"<?xml version='1.0' encoding='made-up'?><a/>",
    b"<?xml version='1.0' encoding='utf-16'?><a/>",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    b"\xef\xbb\xbf",
    '{"error": "é"}'.encode("utf-16"),
    b'{"error": "\xff"}',
    b'{"error": "',
    b'{"number": NaN}',
    b'{"number": 1e99999999999999999999}',
    b"[" * 100_000,
    b'"\\ud800"',
)
_OTHER_TYPES: tuple[Any, ...] = (None, True, 0, -1.5, "", "x", [], [None], [[]], {}, {"x": []})


def odd_bodies(*examples: Any) -> Iterator[bytes]:
    """Yield bodies: some that are not JSON, and examples with another type at each place.

    Args:
        examples: JSON as the vendor documents it.
    """
    yield from _NOT_JSON
    for example in examples:
        yield json.dumps(example).encode("utf-8-sig")
        for other in _OTHER_TYPES:
            yield json.dumps(other).encode()
            for path in _paths(example):
                yield json.dumps(_replaced(example, path, other)).encode()


def response_of(body: bytes, status: int = 400, **headers: str) -> requests.Response:
    """Return a response as requests receives it."""
    import requests  # noqa: PLC0415  # slow to import, and rarely needed

    response = requests.Response()
    response.status_code = status
    response.raw = io.BytesIO(body)
    response.headers.update(headers)
    return response


def _paths(value: Any) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict | list):
        steps = value.items() if isinstance(value, dict) else enumerate(value)
        for step, child in steps:
            yield (step,)
            yield from ((step, *path) for path in _paths(child))


def _replaced(example: Any, path: tuple[str | int, ...], other: Any) -> Any:
    changed = place = copy.deepcopy(example)
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = other
    return changed
