"""The folder of what was received."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Folder:
    """Files below one folder, readable by their owner only.

    Args:
        root: The folder, created if missing.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._lock = threading.Lock()
        self.make("")

    def make(self, name: str) -> Path:
        """Return a folder, created if missing.

        Raises:
            ValueError: If the name leads out of the folder.
        """
        path = (self.root / name).resolve()
        if not path.is_relative_to(self.root):
            raise ValueError(f"{name!r} leads out of the folder of the receivers.")
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path

    def write(self, name: str, data: bytes) -> None:
        """Write a file; `/` in its name separates folders."""
        folder, _, file = name.rpartition("/")
        with self._lock:
            self._write(self.make(folder) / file, data)

    def append(self, name: str, extension: str, data: bytes) -> None:
        """Write a file with the next number in a folder."""
        with self._lock:
            folder = self.make(name)
            number = sum(1 for _ in folder.iterdir()) + 1
            self._write(folder / f"{number:04}.{extension}", data)

    @staticmethod
    def _write(path: Path, data: bytes) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
            file.write(data)
