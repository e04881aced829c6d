"""A LookML project as it is in a folder: its files, and the views and Explores of each model."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from singer_erp.lookml.rules import DEFAULT_TIMEFRAMES, INTERVALS
from singer_erp.lookml.text import SyntaxIssueError, load, load_dashboards, read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    Block = dict[str, Any]

FIELD_KINDS = {
    "dimensions": "dimension",
    "dimension_groups": "dimension_group",
    "measures": "measure",
    "filters": "filter",
    "parameters": "parameter",
}
_NAMED = {*FIELD_KINDS, "sets", "joins"}


@dataclass(frozen=True)
class Issue:
    """A finding in a file."""

    path: str
    place: str
    message: str

    def __str__(self) -> str:
        return (
            f"{self.path}: {self.place}: {self.message}"
            if self.place
            else f"{self.path}: {self.message}"
        )


@dataclass
class Files:
    """The parsed files of a project, by path.

    Attributes:
        lookml: Content of the `.lkml` files.
        dashboards: Dashboards of the `.lookml` files.
        issues: Files that are not valid LookML.
    """

    lookml: dict[str, Block] = field(default_factory=dict)
    dashboards: dict[str, list[Block]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def constants(self) -> set[str]:
        """Return the names of the manifest's constants."""
        manifest = self.lookml.get("manifest.lkml", {})
        return {constant["name"] for constant in manifest.get("constants", ())}


@dataclass
class Model:
    """A model with what its files include, refinements applied.

    Attributes:
        paths: The files of the model: itself and what it includes, in that order.
    """

    name: str
    path: str
    content: Block
    paths: list[str] = field(default_factory=list)
    views: dict[str, Block] = field(default_factory=dict)
    explores: dict[str, Block] = field(default_factory=dict)
    tests: list[tuple[str, Block]] = field(default_factory=list)
    datagroups: set[str] = field(default_factory=set)
    issues: list[Issue] = field(default_factory=list)


def read_files(folder: Path) -> Files:
    """Return the files of a project."""
    files = Files()
    for path in sorted(folder.rglob("*.lkml")) + sorted(folder.rglob("*.lookml")):
        name = path.relative_to(folder).as_posix()
        try:
            text = read_text(path)
            if path.suffix == ".lkml":
                files.lookml[name] = load(text)
            else:
                files.dashboards[name] = load_dashboards(text)
        except SyntaxIssueError as error:
            files.issues.append(Issue(name, "", f"cannot be parsed: {error.reason}"))
    return files


def read_models(files: Files) -> Iterator[Model]:
    """Yield the models of a project."""
    for path, content in files.lookml.items():
        if path.endswith(".model.lkml"):
            name = PurePosixPath(path).name.removesuffix(".model.lkml")
            model = Model(name, path, content)
            _include(model, files)
            for kind, blocks in (("view", model.views), ("explore", model.explores)):
                _merge(model, files, kind, blocks)
            yield model


def _include(model: Model, files: Files) -> None:
    """Add the files that match the model's includes, in the order of their names."""
    model.paths = [model.path]
    for include in model.content.get("includes", ()):
        pattern = _pattern(include, PurePosixPath(f"/{model.path}").parent)
        found = [path for path in [*files.lookml, *files.dashboards] if pattern.fullmatch(path)]
        if not found:
            model.issues.append(Issue(model.path, "include", f"{include} matches no file"))
        model.paths += sorted(set(found) - set(model.paths))
    for path in model.paths:
        content = files.lookml.get(path, {})
        model.tests += [(path, test) for test in content.get("tests", ())]
        model.datagroups |= {group["name"] for group in content.get("datagroups", ())}


def _pattern(include: str, folder: PurePosixPath) -> re.Pattern[str]:
    """Return an include as a pattern of paths: `*` within a folder, `**` across folders."""
    parts = re.split(r"(\*\*/|\*)", str(folder / include).removeprefix("/"))
    wild = {"**/": "(?:.*/)?", "*": "[^/]*"}
    return re.compile("".join(wild.get(part, re.escape(part)) for part in parts))


def _merge(model: Model, files: Files, kind: str, blocks: dict[str, Block]) -> None:
    """Add the model's views or Explores, with refinements and extensions."""
    found = [
        (path, block)
        for path in model.paths
        for block in files.lookml.get(path, {}).get(f"{kind}s", ())
    ]
    for path, block in found:
        name = block["name"]
        if name.startswith("+"):
            continue
        if name in blocks:
            model.issues.append(Issue(path, f"{kind} {name}", f"is also in {blocks[name]['path']}"))
        blocks[name] = copy.deepcopy(block) | {"path": path}
    for path, block in found:
        name = block["name"].removeprefix("+")
        if not block["name"].startswith("+"):
            continue
        if name in blocks:
            blocks[name] = combined(blocks[name], block) | {"name": name}
        else:
            model.issues.append(Issue(path, f"{kind} +{name}", "refines nothing"))
    for name, block in blocks.items():
        for base in flat(block.get("extends__all", ())):
            if base in blocks:
                blocks[name] = combined(blocks[base], blocks[name])
            else:
                model.issues.append(
                    Issue(block["path"], f"{kind} {name}", f"extends {base}, which does not exist")
                )


def combined(base: Block, change: Block) -> Block:
    """Return a block with the parameters of another one added or replaced."""
    block = copy.deepcopy(base)
    for key, value in change.items():
        if key in _NAMED:
            members = {member["name"]: member for member in block.get(key, ())}
            for member in value:
                members[member["name"]] = members.get(member["name"], {}) | member
            block[key] = list(members.values())
        elif key == "access_filters":
            block[key] = [*block.get(key, ()), *value]
        else:
            block[key] = value
    return block


def flat(values: Iterable[Any]) -> Iterator[Any]:
    """Yield the values of lists in lists."""
    for value in values:
        if isinstance(value, list):
            yield from flat(value)
        else:
            yield value


def filters(block: Block) -> dict[str, str]:
    """Return the filter expressions of a block by field."""
    return {
        name: value
        for one in flat([block.get("filters__all", []), block.get("filters", [])])
        for name, value in ({one["field"]: one["value"]} if "field" in one else one).items()
    }


def fields(view: Block) -> dict[str, tuple[str, Block]]:
    """Return kind and block of each field of a view, a dimension group's by timeframe."""
    found = {}
    for plural, kind in FIELD_KINDS.items():
        for block in view.get(plural, ()):
            for name in field_names(kind, block):
                found[name] = (kind, block)
    return found


def field_names(kind: str, block: Block) -> list[str]:
    """Return the names under which queries select a field."""
    name = block["name"]
    if kind != "dimension_group":
        return [name]
    if block.get("type") == "duration":
        return [f"{interval}s_{name}" for interval in block.get("intervals", INTERVALS)]
    return [f"{name}_{frame}" for frame in block.get("timeframes", DEFAULT_TIMEFRAMES)]
