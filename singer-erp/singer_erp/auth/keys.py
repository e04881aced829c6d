"""The encryption keys of stored credentials: from the environment or the system's keyring."""

from __future__ import annotations

import importlib
import os
from typing import Any

from cryptography.fernet import Fernet, MultiFernet

from singer_erp.errors import ConfigError

KEY_VARIABLE = "SINGER_ERP_CREDENTIALS_KEY"
_SERVICE, _USER = "singer-erp", "credentials-key"
_ADVICE = (
    f"Set {KEY_VARIABLE} to the output of `singer-erp credentials key` and keep it with your other "
    "secrets; where the system has a keyring, install keyring in the plugin's environment instead: "
    '`pip install "./singer-erp[keyring]"` in the checkout of this repository'
)


def new_key() -> str:
    """Return a new key: 32 random bytes, URL-safe base64."""
    return Fernet.generate_key().decode()


def cipher(*, create: bool = False) -> MultiFernet:
    """Return a cipher that encrypts with the first key and decrypts with all of them.

    Keys come from the environment, separated by commas, newest first; without any, from the
    keyring.

    Args:
        create: Create a key in the keyring if there is none.

    Raises:
        ConfigError: No key is set, or one of them is not valid.
    """
    text = os.environ.get(KEY_VARIABLE) or _from_keyring(create=create)
    if not text:
        raise ConfigError("Stored credentials cannot be decrypted: no key is set", _ADVICE)
    try:
        return MultiFernet([Fernet(key.strip()) for key in text.split(",") if key.strip()])
    except ValueError:
        raise ConfigError(f"{KEY_VARIABLE} is not a valid key", _ADVICE) from None


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
