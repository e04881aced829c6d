"""The file with stored credentials, each encrypted."""

from __future__ import annotations

import logging
import os
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import filelock
import msgspec
import platformdirs
from cryptography.fernet import InvalidToken

from singer_erp.auth.keys import KEY_VARIABLE, cipher
from singer_erp.errors import ConfigError
from singer_erp.files import private_folder, replace_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography.fernet import MultiFernet

log = logging.getLogger(__name__)

# Longer than all tries of a token request.
_LOCK_SECONDS = 600


def default_path() -> Path:
    """Return the path of `credentials.json` in the user's state folder."""
    return platformdirs.user_state_path("singer-erp") / "credentials.json"


def open_store(path: str | None, *, create_key: bool = False) -> CredentialStore:
    """Return the store of the setting `credentials_path`.

    Args:
        path: The setting; None for the default.
        create_key: Create a key in the system's keyring if there is none.

    Raises:
        ConfigError: No key is set.
    """
    file = Path(path) if path else default_path()
    _check_mode(file)
    return CredentialStore(file, cipher(create=create_key))


def _check_mode(path: Path) -> None:
    """Log a warning if other users can read or replace a file of credentials."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return  # there is none yet, or reading it explains more
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        log.warning(
            "The credentials file %s is open to other users (mode %04o): only its owner should "
            "have access. Run `chmod 600 %s`, and `login` again if others may have its key.",
            path,
            mode,
            path,
        )


class Entry:
    """One set of credentials, while the store is locked.

    Args:
        store: The store.
        name: Their name.
    """

    def __init__(self, store: CredentialStore, name: str) -> None:
        self._store = store
        self._name = name

    def read(self) -> bytes | None:
        """Return the stored value, if there is one."""
        sealed = self._store.sealed().get(self._name)
        return None if sealed is None else self._store.unseal(self._name, sealed)

    def write(self, value: bytes) -> None:
        """Store a value; after it returns, a crash does not lose it."""
        self._store.seal(self._name, value)

    def delete(self) -> None:
        """Delete the value."""
        self._store.seal(self._name, None)


class CredentialStore:
    """Credentials by name, each encrypted; processes may share it.

    The file is JSON: names in clear text, values as Fernet tokens. It is replaced atomically, and
    only its owner can read it.

    Args:
        path: The file; missing folders are created, private to their owner.
        cipher: Encrypts and decrypts.
    """

    def __init__(self, path: Path, cipher: MultiFernet) -> None:
        self.path = path
        self._cipher = cipher

    @contextmanager
    def entry(self, name: str) -> Iterator[Entry]:
        """Lock the store for one set of credentials; other processes wait.

        Raises:
            ConfigError: The folder is not writable, or another process does not release the lock.
        """
        try:
            private_folder(self.path.parent)
            lock = filelock.FileLock(f"{self.path}.lock", timeout=_LOCK_SECONDS, mode=0o600)
            lock.acquire()
        except filelock.Timeout:
            raise ConfigError(
                f"{self.path}.lock cannot be acquired: another process has held it for "
                f"{_LOCK_SECONDS} seconds",
                "Stop that process and run again",
            ) from None
        except OSError as error:
            raise self._unusable(error) from None
        try:
            yield Entry(self, name)
        finally:
            lock.release()

    def names(self) -> list[str]:
        """Return the names of all credentials."""
        return sorted(self.sealed())

    def rotate(self) -> int:
        """Encrypt all credentials with the newest key, and return their number.

        Raises:
            ConfigError: No key fits one of them.
        """
        with self.entry(""):
            rotated = {}
            for name, sealed in self.sealed().items():
                self.unseal(name, sealed)
                rotated[name] = self._cipher.rotate(sealed.encode()).decode()
            self._replace(rotated)
        return len(rotated)

    def sealed(self) -> dict[str, str]:
        """Return the encrypted credentials by name."""
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=dict[str, str])
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise self._unusable(error) from None
        except msgspec.MsgspecError:
            raise ConfigError(
                f"{self.path} is not a file of stored credentials",
                "Check `credentials_path`; if the file is damaged, move it away and run `login` "
                "again",
            ) from None

    def unseal(self, name: str, sealed: str) -> bytes:
        """Return the decrypted value.

        Raises:
            ConfigError: No key fits.
        """
        try:
            return self._cipher.decrypt(sealed.encode())
        except InvalidToken:
            raise ConfigError(
                f"The credentials {name} in {self.path} were encrypted with another key",
                f"Set {KEY_VARIABLE} to that key, or run `login` again",
            ) from None

    def seal(self, name: str, value: bytes | None) -> None:
        """Encrypt and store a value, or delete it; the store must be locked."""
        sealed = self.sealed()
        sealed.pop(name, None)
        if value is not None:
            sealed[name] = self._cipher.encrypt(value).decode()
        self._replace(sealed)

    def _replace(self, sealed: dict[str, str]) -> None:
        try:
            replace_file(self.path, msgspec.json.format(msgspec.json.encode(sealed)))
        except OSError as error:
            raise self._unusable(error) from None

    def _unusable(self, error: OSError) -> ConfigError:
        return ConfigError(
            f"{self.path} cannot be used: {error.strerror}",
            "Set `credentials_path` to a file that this user can write",
        )
