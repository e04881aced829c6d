"""The file stored log-ins are in."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import filelock
import msgspec
import platformdirs
from cryptography.fernet import InvalidToken

from singer_erp.auth.keys import KEY_VARIABLE, cipher
from singer_erp.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography.fernet import MultiFernet

# Longer than any vendor's token endpoint is tried.
_LOCK_SECONDS = 600


def default_path() -> Path:
    """`credentials.json` in the user's state folder."""
    return platformdirs.user_state_path("singer-erp") / "credentials.json"


def open_store(path: str | None, *, create_key: bool = False) -> CredentialStore:
    """The store at the setting `credentials_path`.

    Args:
        path: The setting; None for the default.
        create_key: Put a key into the system's keyring when there is none.

    Raises:
        ConfigError: There is no key.
    """
    return CredentialStore(Path(path) if path else default_path(), cipher(create=create_key))


class Entry:
    """One log-in, as long as the store is locked for it.

    Args:
        store: Where it is.
        name: Its name.
    """

    def __init__(self, store: CredentialStore, name: str) -> None:
        self._store = store
        self._name = name

    def read(self) -> bytes | None:
        """What is stored, if anything is."""
        sealed = self._store.sealed().get(self._name)
        return None if sealed is None else self._store.unseal(self._name, sealed)

    def write(self, value: bytes) -> None:
        """Store a value; once this returns, a crash does not lose it."""
        self._store.seal(self._name, value)

    def forget(self) -> None:
        """Take it out of the store."""
        self._store.seal(self._name, None)


class CredentialStore:
    """Log-ins by name, each encrypted; safe to share by processes.

    The file is JSON: names in clear, values as Fernet tokens. It is replaced at once or not at
    all and readable by its owner alone.

    Args:
        path: The file; missing folders are made, private to their owner.
        cipher: Encrypts and decrypts.
    """

    def __init__(self, path: Path, cipher: MultiFernet) -> None:
        self.path = path
        self._cipher = cipher

    @contextmanager
    def entry(self, name: str) -> Iterator[Entry]:
        """One log-in, with all other processes waiting.

        Raises:
            ConfigError: The folder cannot be written to, or another process holds the file.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = filelock.FileLock(f"{self.path}.lock", timeout=_LOCK_SECONDS, mode=0o600)
            lock.acquire()
        except filelock.Timeout:
            raise ConfigError(
                f"Another process has held {self.path}.lock for {_LOCK_SECONDS} seconds",
                "See what it waits for, end it, and run again",
            ) from None
        except OSError as error:
            raise self._unusable(error) from None
        try:
            yield Entry(self, name)
        finally:
            lock.release()

    def names(self) -> list[str]:
        """The names of all log-ins."""
        return sorted(self.sealed())

    def rotate(self) -> int:
        """Encrypt everything with the newest key; tells how many log-ins that were.

        Raises:
            ConfigError: One of them cannot be read with any of the keys.
        """
        with self.entry(""):
            rotated = {}
            for name, sealed in self.sealed().items():
                self.unseal(name, sealed)
                rotated[name] = self._cipher.rotate(sealed.encode()).decode()
            self._replace(rotated)
        return len(rotated)

    def sealed(self) -> dict[str, str]:
        """Encrypted log-ins by name."""
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=dict[str, str])
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise self._unusable(error) from None
        except msgspec.MsgspecError:
            raise ConfigError(
                f"{self.path} is not a file of stored log-ins",
                "Check `credentials_path`; if the file is damaged, move it away and log in again",
            ) from None

    def unseal(self, name: str, sealed: str) -> bytes:
        """Decrypt.

        Raises:
            ConfigError: None of the keys fits.
        """
        try:
            return self._cipher.decrypt(sealed.encode())
        except InvalidToken:
            raise ConfigError(
                f"The log-in {name} in {self.path} was stored with another key",
                f"Set {KEY_VARIABLE} to the key it was stored with, or log in again",
            ) from None

    def seal(self, name: str, value: bytes | None) -> None:
        """Encrypt and store, or forget; the store must be locked."""
        sealed = self.sealed()
        sealed.pop(name, None)
        if value is not None:
            sealed[name] = self._cipher.encrypt(value).decode()
        self._replace(sealed)

    def _replace(self, sealed: dict[str, str]) -> None:
        try:
            handle, name = tempfile.mkstemp(dir=self.path.parent)  # readable by its owner alone
            with os.fdopen(handle, "wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(sealed)))
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self.path)
        except OSError as error:
            raise self._unusable(error) from None

    def _unusable(self, error: OSError) -> ConfigError:
        return ConfigError(
            f"{self.path} cannot be used: {error.strerror}",
            "Set `credentials_path` to a file this user may write",
        )
