"""The tables of `docs/architecture.md` name files, functions and classes that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
CONCERNS = {
    *("settings", "credentials", "limits", "error table", "schema"),
    *("dialect", "paging", "windows", "state", "streams"),
}


def _table(heading: str, number: int = 0) -> list[list[str]]:
    """Return the cells of a table below a heading, the header row first."""
    section = re.split(r"^##+ ", PAGE.split(heading, 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    tables = re.findall(r"(?:^\|.*\|\n)+", section, re.MULTILINE)
    rows = [line.strip("|").split("|") for line in tables[number].splitlines()]
    return [[cell.strip() for cell in row] for row in rows if not set(row[0]) <= set("-: ")]


def _names(path: Path) -> set[str]:
    """Return what a module defines at its top level, and `Class.member` of its classes."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        for name in _defined(node):
            found.add(name)
            if isinstance(node, ast.ClassDef):
                for member in node.body:
                    found |= {f"{name}.{inner}" for inner in _defined(member)}
                found |= {
                    f"{name}.{target.attr}"
                    for target in ast.walk(node)
                    if isinstance(target, ast.Attribute)
                    and isinstance(target.ctx, ast.Store)
                    and isinstance(target.value, ast.Name)
                    and target.value.id == "self"
                }
    return found


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return [node.name]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return []


def _package(plugin: str) -> Path:
    return ROOT / plugin / plugin.replace("-", "_")


@pytest.fixture(scope="module")
def where():
    return _table("## Where is …?")


def test_every_concern_has_a_row_and_every_plugin_a_column(where):
    plugins = {path.parent.name for path in ROOT.glob("t*-*/pyproject.toml")}

    assert {row[0] for row in where[1:]} == CONCERNS
    assert set(where[0][1:]) == plugins


def test_each_cell_names_a_file_and_what_it_defines(where):
    for concern, *cells in where[1:]:
        for plugin, cell in zip(where[0][1:], cells, strict=True):
            if not cell:
                continue
            file, name = re.fullmatch(r"`([\w/.]+)` `(\w+)`", cell).groups()
            path = _package(plugin) / file
            assert path.is_file(), (concern, plugin, file)
            defined = {part for name_ in _names(path) for part in name_.split(".")}
            assert name in defined, (concern, plugin, cell)


def test_the_cells_of_a_row_name_the_same_file(where):
    for concern, *cells in where[1:]:
        files = {
            cell.split("`")[1].replace("tap.py", "plugin").replace("target.py", "plugin")
            for cell in cells
            if cell
        }
        assert len(files) == 1, (concern, files)


def test_only_taps_have_the_concerns_of_taps(where):
    for concern, *cells in where[1:]:
        for plugin, cell in zip(where[0][1:], cells, strict=True):
            if not cell:
                assert plugin.startswith("target-"), (concern, plugin)


@pytest.mark.parametrize("number", [0, 1])
def test_each_function_of_the_walks_exists(number):
    """The walk of a record, and the walk of a bookmark."""
    defined = set()
    for path in [
        *(ROOT / "singer-erp" / "singer_erp").rglob("*.py"),
        *_package("tap-netsuite").rglob("*.py"),
        *_package("tap-quickbooks").rglob("*.py"),
    ]:
        defined |= _names(path)
    for row in _table("### From stream to request", number)[1:]:
        for name in re.findall(r"`([\w.]+)`", " ".join(row[1:])):
            assert name in defined, (row[0], name)


def test_both_taps_walk_the_same_layers():
    for number in (0, 1):
        for step, netsuite, quickbooks in _table("### From stream to request", number)[1:]:
            assert netsuite, step
            assert quickbooks, step
