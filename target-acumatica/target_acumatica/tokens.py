"""Tokens: how a journal is found again, although Acumatica numbers it itself.

The number of a batch is assigned when it is saved, so `If-None-Match` protects from no duplicate
("Create a Record"). The token is of the journal's key, whatever its content is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from singer_erp.delivery.records import digest

_LENGTH = 16
_LIKE_TAG = re.compile(rf"\[[a-z][a-z0-9-]*:[0-9a-f]{{{_LENGTH}}}(\.\d+r?)?\]$")


@dataclass(frozen=True)
class Mark:
    """The token of a batch, and which of the journal's batches it is.

    Attributes:
        token: The journal's token.
        generation: 1, or one more for each correction; 0 for a draft of the next one.
        is_reversal: Whether it reverses the batch of its generation.
    """

    token: str
    generation: int = 1
    is_reversal: bool = False

    @property
    def is_draft(self) -> bool:
        """Whether it is a correction whose predecessor has not been deleted or reversed yet."""
        return self.generation == 0

    @property
    def is_first(self) -> bool:
        """Whether it is the journal as it was sent first, whose tag is the token alone."""
        return self.generation == 1 and not self.is_reversal

    @property
    def next(self) -> Mark:
        """The mark of its correction."""
        return Mark(self.token, self.generation + 1)

    @property
    def origin(self) -> Mark | None:
        """The mark of what it corrects or reverses; None if it is the first batch, or a draft."""
        if self.generation < 1 or self.is_first:
            return None
        return Mark(self.token, self.generation - (not self.is_reversal))

    @property
    def reversal(self) -> Mark:
        """The mark of its reversal."""
        return replace(self, is_reversal=True)

    @property
    def tag(self) -> str:
        """What a description has at its end."""
        suffix = "" if self.is_first else f".{self.generation}{'r' * self.is_reversal}"
        return f"[{self.token}{suffix}]"


class Tokens:
    """Writes and reads tokens.

    Args:
        prefix: The setting `token_prefix`.
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._tag = re.compile(
            rf"\s*\[({re.escape(prefix)}:[0-9a-f]{{{_LENGTH}}})(?:\.(\d+)(r?))?\]$"
        )

    def token(self, key: str) -> str:
        """Return the token of a journal's key."""
        return f"{self._prefix}:{digest(key.strip())[:_LENGTH]}"

    def mark(self, description: str, token: str = "") -> Mark | None:
        """Return the mark of a batch by its description and the token in its own field."""
        found = self._tag.search(description)
        if found is None:
            return Mark(token) if token.startswith(f"{self._prefix}:") else None
        return Mark(found[1], int(found[2] or 1), bool(found[3]))

    def text(self, description: str) -> str:
        """Return a description without its tag."""
        return self._tag.sub("", description)


def ends_like_tag(text: str) -> bool:
    """Return whether a text that says nothing of its batch would be read as if it had a tag."""
    return _LIKE_TAG.search(text.strip()) is not None
