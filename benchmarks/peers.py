"""Published programs, each in an environment of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_FOLDER = Path("output/bench")


def environment(requirement: str) -> Path:
    """Return the programs' folder of an environment with one requirement; create it once."""
    folder = _FOLDER / requirement.replace("==", "-")
    if not (folder / "installed").exists():
        uv = Path(sys.executable).with_name("uv")
        subprocess.run([uv, "venv", "--quiet", "--clear", folder], check=True)
        subprocess.run(
            [uv, "pip", "install", "--quiet", "--python", folder, requirement], check=True
        )
        (folder / "installed").touch()
    return folder / "bin"
