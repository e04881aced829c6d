"""Files and folders that only their owner can read, whatever the umask."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

_FILE_MODE = 0o600
_FOLDER_MODE = 0o700


def private_folder(path: Path) -> None:
    """Create a folder and its missing parents; existing ones stay as they are."""
    if path.exists():
        return
    private_folder(path.parent)
    with suppress(FileExistsError):  # another process was faster
        path.mkdir(mode=_FOLDER_MODE)
        path.chmod(_FOLDER_MODE)


def private_file(path: Path, flags: int = os.O_WRONLY) -> int:
    """Open a file, which is created with its missing folders; return the descriptor.

    Args:
        path: The file; an existing one keeps its mode.
        flags: Those of `os.open`.
    """
    private_folder(path.parent)
    try:
        descriptor = os.open(path, flags | os.O_CREAT | os.O_EXCL, _FILE_MODE)
    except FileExistsError:
        return os.open(path, flags)
    os.fchmod(descriptor, _FILE_MODE)  # a umask may take the owner's own rights
    return descriptor


def replace_file(path: Path, content: bytes) -> None:
    """Write a file atomically: a reader finds the former content or all of the new one.

    Raises:
        OSError: The folder cannot be written to; the file is as it was.
    """
    private_folder(path.parent)
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, _FILE_MODE)  # a umask may take the owner's own rights
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
