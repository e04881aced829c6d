"""The README's table names every module."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


def test_the_table_names_every_module():
    package = ROOT / "singer_erp"
    modules = {path.stem for path in package.glob("*.py")} - {"__init__"}
    modules |= {path.parent.name for path in package.glob("*/__init__.py")}

    assert set(re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE)) == modules
