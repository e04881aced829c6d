"""Values of environment variables in texts of a file, which are never shown."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from typing import TYPE_CHECKING

from singer_erp.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Both together fill a digest of the audit log, which has 64 characters.
_SALT = _KEY = 16
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Environment:
    """Environment variables by name.

    Args:
        variables: The variables.
    """

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    @staticmethod
    def names(text: str) -> list[str]:
        """Return the names of the variables in a text."""
        return _VARIABLE.findall(text)

    def fill(self, text: str) -> str:
        """Return a text with the values of its variables.

        Raises:
            ConfigError: A variable is not set.
        """
        return _VARIABLE.sub(lambda found: self._value(found[1]), text)

    def secrets(self, texts: Iterable[str]) -> dict[str, str]:
        """Return the values of the variables in texts, as far as they are set."""
        names = {name for text in texts for name in self.names(text)}
        return {name: self._variables[name] for name in names if name in self._variables}

    def _value(self, name: str) -> str:
        value = self._variables.get(name)
        if not value:
            raise ConfigError(
                f"The environment variable {name} is not set",
                "The file of `plans_file` names it: set it, or correct the file",
            )
        return value


def fingerprint(secret: str, salt: bytes | None = None) -> str:
    """Return a text by which a secret is recognized and from which it cannot be computed.

    Args:
        secret: The secret.
        salt: 16 bytes; random ones by default.
    """
    salt = salt or os.urandom(_SALT)
    key = hashlib.scrypt(secret.encode(), salt=salt, n=2**14, r=8, p=1, dklen=_KEY)
    return (salt + key).hex()


def is_fingerprint_of(text: str | None, secret: str) -> bool:
    """Return whether a text is a fingerprint of a secret."""
    if text is None or len(text) != 2 * (_SALT + _KEY):
        return False
    return hmac.compare_digest(text, fingerprint(secret, bytes.fromhex(text[: 2 * _SALT])))
