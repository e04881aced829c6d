"""A project from its folder."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.lookml.explores import Surroundings, explore_of
from erp_sandbox.looker.lookml.merging import resolve
from erp_sandbox.looker.lookml.model import (
    Dashboard,
    Datagroup,
    DataTest,
    Explore,
    Issue,
    Model,
    Project,
)
from erp_sandbox.looker.lookml.source import Sources, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_MODEL = ".model.lkml"
_PARTS = frozenset({"includes", "views", "explores", "datagroups", "tests"})


def load_project(folder: Path, constants: Mapping[str, str] | None = None) -> Project:
    """Return the project in a folder.

    Args:
        folder: The folder with `manifest.lkml` and the model files.
        constants: Values of constants of the manifest.

    Raises:
        LookmlError: If the folder has no LookML, or a constant that must be set is not.
    """
    sources = read(folder, constants or {})
    models: dict[str, Model] = {}
    datagroups: list[Datagroup] = []
    tests: list[DataTest] = []
    dashboards: list[Dashboard] = []
    for path in sources.parsed:
        if path.endswith(_MODEL):
            reader = _ModelReader(sources, path)
            model = reader.model()
            models[model.name] = model
            datagroups += reader.datagroups()
            tests += reader.tests()
            dashboards += reader.dashboards()
    return Project(
        name=sources.name,
        models=models,
        files=sources.texts,
        constants=sources.constants,
        issues=tuple(dict.fromkeys(sources.issues)),
        datagroups=tuple(datagroups),
        tests=tuple(tests),
        dashboards=tuple(dashboards),
    )


class _ModelReader:
    """A model file with everything that it includes."""

    def __init__(self, sources: Sources, path: str) -> None:
        self._sources = sources
        self._path = path
        self._name = PurePosixPath(path).name.removesuffix(_MODEL)
        self._files = list(self._included(path, set()))
        self._raw = sources.parsed[path]

    def _included(self, path: str, seen: set[str]) -> Iterator[str]:
        """Yield the files of the model; a file comes after those that it includes."""
        seen.add(path)
        for pattern in self._sources.parsed.get(path, {}).get("includes", []):
            matches = self._sources.included(pattern, path)
            if not matches:
                message = f"The include {pattern} matches no file."
                self._report(Issue("error", "include", message, path, model=self._name))
            for match in matches:
                if match not in seen:
                    yield from self._included(match, seen)
        yield path

    def _report(self, issue: Issue) -> None:
        self._sources.issues.append(issue)

    def _all(self, part: str) -> Iterator[tuple[str, dict[str, Any]]]:
        for path in self._files:
            for definition in self._sources.parsed.get(path, {}).get(part, []):
                yield path, definition

    def model(self) -> Model:
        """Return the model with its explores."""
        if "connection" not in self._raw:
            self._report(Issue("error", "model", "The model has no connection.", self._path))
        views = resolve("view", list(self._all("views")), self._report)
        properties = {key: value for key, value in self._raw.items() if key not in _PARTS}
        explores: dict[str, Explore] = {}
        place = Surroundings(
            model=self._name,
            project=self._sources.name,
            connection=self._raw.get("connection", ""),
            properties=properties,
            views=views,
            explores=explores,
            report=self._report,
        )
        resolved = resolve("explore", list(self._all("explores")), self._report)
        for name, (path, raw) in resolved.items():
            if raw.get("extension") != "required":
                explore = explore_of(name, path, raw, place)
                explores |= {} if explore is None else {name: explore}
        return Model(
            name=self._name,
            connection=place.connection,
            path=self._path,
            explores=explores,
            views={name: definition for name, (_, definition) in views.items()},
            view_paths={name: path for name, (path, _) in views.items()},
            properties=properties,
        )

    def datagroups(self) -> Iterable[Datagroup]:
        """Yield the datagroups of the model."""
        for _, raw in self._all("datagroups"):
            yield Datagroup(raw["name"], self._name, raw)

    def tests(self) -> Iterable[DataTest]:
        """Yield the data tests of the model."""
        for path, raw in self._all("tests"):
            asserts = tuple((each["name"], each["expression"]) for each in raw.get("asserts", []))
            yield DataTest(raw["name"], self._name, path, raw.get("explore_source", {}), asserts)

    def dashboards(self) -> Iterable[Dashboard]:
        """Yield the LookML dashboards of the model."""
        for path in self._files:
            for raw in self._sources.dashboards.get(path, []):
                yield Dashboard(raw["dashboard"], self._name, path, raw)
