"""The actions of `mutate`: what people do in the pod."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ACTIONS: dict[str, Callable[..., dict[str, Any]]] = {}
"""The actions by name."""
