"""The keys log-ins are encrypted with: from the environment, or from the system's keyring."""

from __future__ import annotations

import importlib
import os
from typing import Any

from cryptography.fernet import Fernet, MultiFernet

from singer_erp.errors import ConfigError

KEY_VARIABLE = "SINGER_ERP_CREDENTIALS_KEY"
_SERVICE, _USER = "singer-erp", "credentials-key"
_ADVICE = (
    f"Set {KEY_VARIABLE} to what `singer-erp credentials key` prints and keep it with your other "
    'secrets, or `pip install "singer-erp[keyring]"` where the system has a keyring'
)


def new_key() -> str:
    """A new key: 32 random bytes, URL-safe base64."""
    return Fernet.generate_key().decode()


def cipher(*, create: bool = False) -> MultiFernet:
    """Encrypts with the first key and decrypts with all of them.

    Keys are read from the environment, several with commas between them, the newest first; where
    there are none, from the keyring.

    Args:
        create: Put a new key into the keyring when there is no key anywhere.

    Raises:
        ConfigError: There is no key, or one of them is none.
    """
    text = os.environ.get(KEY_VARIABLE) or _from_keyring(create=create)
    if not text:
        raise ConfigError("There is no key to read stored log-ins with", _ADVICE)
    try:
        return MultiFernet([Fernet(key.strip()) for key in text.split(",") if key.strip()])
    except ValueError:
        raise ConfigError(f"{KEY_VARIABLE} does not hold a key", _ADVICE) from None


def _from_keyring(*, create: bool) -> str | None:
    try:
        keyring: Any = importlib.import_module("keyring")
    except ImportError:
        return None
    try:
        key: str | None = keyring.get_password(_SERVICE, _USER)
        if key is None and create:
            key = new_key()
            keyring.set_password(_SERVICE, _USER, key)
    except keyring.errors.KeyringError:
        return None
    return key
