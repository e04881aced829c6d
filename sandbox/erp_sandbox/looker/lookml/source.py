"""The files of a project: read, with constants replaced, and parsed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fnmatch import translate
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import lkml
import yaml

from erp_sandbox.looker.lookml.model import Issue, LookmlError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MANIFEST = "manifest.lkml"
_CONSTANT = re.compile(r"@\{(\w+)\}")
_SUFFIXES = (".lkml", ".lookml")


@dataclass
class Sources:
    """The parsed files of a project.

    Attributes:
        texts: The text of each file by path, as written.
        parsed: The content of each LookML file by path.
        dashboards: The dashboards in each YAML file by path.
        constants: The constants of the manifest, with their values.
        name: The project's name.
        issues: What could not be read.
    """

    name: str
    texts: dict[str, str] = field(default_factory=dict)
    parsed: dict[str, dict[str, Any]] = field(default_factory=dict)
    dashboards: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def included(self, pattern: str, origin: str) -> list[str]:
        """Return the paths that an `include` of the file `origin` matches, in order."""
        base = PurePosixPath(origin).parent
        full = pattern[1:] if pattern.startswith("/") else str(base / pattern).removeprefix("./")
        patterns = [full, *(full + suffix for suffix in _SUFFIXES)]
        matchers = [re.compile(translate(_glob(each))) for each in patterns]
        return [path for path in self.texts if any(matcher.match(path) for matcher in matchers)]


def _glob(pattern: str) -> str:
    """Return the pattern for `fnmatch`, in which a folder's `**/` may be empty."""
    return pattern.replace("**/", "*")


def read(folder: Path, constants: Mapping[str, str]) -> Sources:
    """Return the files of a project.

    Raises:
        LookmlError: If the folder has no LookML, or a constant that must be set is not.
    """
    sources = Sources(name=folder.name)
    for file in _files(folder):
        sources.texts[file.relative_to(folder).as_posix()] = file.read_text(encoding="utf-8")
    if not any(path.endswith(".model.lkml") for path in sources.texts):
        raise LookmlError(f"{folder} has no model file (*.model.lkml).")
    _manifest(sources, constants)
    for path, text in sources.texts.items():
        replaced = _with_constants(sources, path, text)
        if path.endswith(".lkml"):
            sources.parsed[path] = _parse(sources, path, replaced)
        else:
            sources.dashboards[path] = _parse_yaml(sources, path, replaced)
    return sources


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in _SUFFIXES:
            yield path


def _manifest(sources: Sources, overrides: Mapping[str, str]) -> None:
    manifest = _parse(sources, MANIFEST, sources.texts.get(MANIFEST, ""))
    sources.name = manifest.get("project_name", sources.name)
    for constant in manifest.get("constants", []):
        name = constant["name"]
        sources.constants[name] = overrides.get(name, constant.get("value", ""))
        if constant.get("export") == "override_required" and not sources.constants[name]:
            raise LookmlError(f"The constant {name} has no value. Set it for this project.")
    unknown = sorted(set(overrides) - set(sources.constants))
    if unknown:
        raise LookmlError(f"The manifest has no constant {', '.join(unknown)}.")


def _with_constants(sources: Sources, path: str, text: str) -> str:
    def value(match: re.Match[str]) -> str:
        if match[1] in sources.constants:
            return sources.constants[match[1]]
        line = text.count("\n", 0, match.start()) + 1
        message = f"The constant {match[1]} is not defined in the manifest."
        sources.issues.append(Issue("error", "constant", message, path, line))
        return match[0]

    return _CONSTANT.sub(value, text) if path != MANIFEST else text


def _parse(sources: Sources, path: str, text: str) -> dict[str, Any]:
    try:
        return lkml.load(text)
    except SyntaxError as error:
        sources.issues.append(Issue("error", "syntax", f"Invalid LookML syntax: {error}", path))
        return {}


def _parse_yaml(sources: Sources, path: str, text: str) -> list[dict[str, Any]]:
    try:
        content = yaml.safe_load(text) or []
    except yaml.YAMLError as error:
        sources.issues.append(Issue("error", "syntax", f"Invalid YAML: {error}", path))
        return []
    entries = content if isinstance(content, list) else [content]
    return [entry for entry in entries if isinstance(entry, dict) and "dashboard" in entry]
