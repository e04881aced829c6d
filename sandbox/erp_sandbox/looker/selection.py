"""The parameter `fields`: names, and nested ones in parentheses."""

from __future__ import annotations

import re
from typing import Any

_PART = re.compile(r"\s*([A-Za-z0-9_]+|[(),])")
Selection = dict[str, Any]
"""Names, each with the selection below it; an empty one selects all."""


def parse(text: str) -> Selection:
    """Return the selection of a text such as `id,title,query(id,model)`.

    What is not understood is ignored, as the vendor does with names that do not exist.
    """
    root: Selection = {}
    levels, name = [root], ""
    for part in _PART.findall(text):
        if part == "(" and name:
            levels.append(levels[-1][name])
        elif part == ")" and len(levels) > 1:
            levels.pop()
        elif part not in "(),":
            levels[-1].setdefault(part, {})
        name = "" if part in "()," else part
    return root


def select(value: Any, selection: Selection) -> Any:
    """Return a JSON value with only the selected properties."""
    if isinstance(value, list):
        return [select(item, selection) for item in value]
    if not isinstance(value, dict) or not selection:
        return value
    return {name: select(value[name], below) for name, below in selection.items() if name in value}
