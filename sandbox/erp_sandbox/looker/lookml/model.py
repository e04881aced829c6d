"""What a LookML project defines, after constants, includes, refinements and extends."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class LookmlError(ValueError):
    """A project that cannot be loaded."""


@dataclass(frozen=True)
class Issue:
    """A defect of a project, as the validator reports it.

    Attributes:
        severity: `error` or `warning`.
        kind: The part of the project, such as `field` or `join`.
        message: What is wrong.
        path: The file, relative to the project's folder.
        line: The line in it, from 1.
        model, explore, name: Where it was found; `name` is that of a field, join or view.
    """

    severity: str
    kind: str
    message: str
    path: str | None = None
    line: int | None = None
    model: str | None = None
    explore: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class Field:
    """A field of an explore.

    Attributes:
        name: The name that queries use, such as `gl.posted_date`.
        view: The view's name in the explore: its alias where a join has one.
        original_view: The name of the view that defines it.
        category: `dimension`, `measure`, `filter` or `parameter`.
        type: The type of the API, such as `string`, `date_month` or `sum`.
        sql: The expression as written; None where it has none.
        group: The dimension group that it belongs to.
        timeframe: The timeframe or interval of its group.
        properties: Everything else, as written.
        view_properties: The properties of its view.
        path: The file that defines its view.
    """

    name: str
    view: str
    original_view: str
    category: str
    type: str
    sql: str | None
    group: str | None
    timeframe: str | None
    properties: Mapping[str, Any]
    view_properties: Mapping[str, Any]
    path: str | None

    @property
    def short_name(self) -> str:
        """The name within its view."""
        return self.name.rpartition(".")[2]

    @property
    def hidden(self) -> bool:
        """Whether the field is left out of the field picker."""
        return self.properties.get("hidden") == "yes"

    @property
    def primary_key(self) -> bool:
        """Whether the field is the primary key of its view."""
        return self.properties.get("primary_key") == "yes"

    @property
    def is_measure(self) -> bool:
        """Whether the field aggregates rows."""
        return self.category == "measure"

    @property
    def view_label(self) -> str:
        """The label of the field's view in the field picker."""
        if "view_label" in self.properties:
            return str(self.properties["view_label"])
        return str(self.view_properties.get("label") or title(self.view))

    @property
    def label_short(self) -> str:
        """The label without that of the view."""
        label = self.properties.get("label")
        if self.group is None:
            return str(label) if label is not None else title(self.short_name)
        group = str(label) if label is not None else title(self.group)
        if self.type.startswith("duration_"):
            return f"{title(str(self.timeframe))}s {group}"
        return f"{group} {title(str(self.timeframe))}".strip()

    @property
    def label(self) -> str:
        """The label, which is also the header of a column of CSV."""
        return f"{self.view_label} {self.label_short}".strip()


def listed_filters(properties: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the filters of a definition, in either of the ways to write them."""
    for group in properties.get("filters__all", []):
        if isinstance(group, dict):
            yield group["field"], group["value"]
        else:
            for entry in group:
                yield from entry.items()


def title(name: str) -> str:
    """Return the label that a name has by default."""
    return " ".join(word[:1].upper() + word[1:] for word in name.split("_") if word)


@dataclass(frozen=True)
class View:
    """A view as a part of an explore.

    Attributes:
        name: Its name in the explore.
        original: Its name in the model.
        properties: Everything but the fields, as written.
    """

    name: str
    original: str
    properties: Mapping[str, Any]


@dataclass(frozen=True)
class Join:
    """A join of an explore.

    Attributes:
        name: The name of the joined view in the explore.
        type: `left_outer`, `inner`, `full_outer` or `cross`.
        relationship: `many_to_one`, `one_to_one`, `one_to_many` or `many_to_many`.
        sql_on: The condition; None of a cross join.
        properties: Everything else, as written.
    """

    name: str
    type: str
    relationship: str
    sql_on: str | None
    properties: Mapping[str, Any]

    @property
    def required(self) -> tuple[str, ...]:
        """The joins that this one needs, besides those in its condition."""
        return tuple(self.properties.get("required_joins", ()))


@dataclass(frozen=True)
class Explore:
    """A base view with its joins.

    Attributes:
        name, model, project: Its name and where it belongs.
        connection: The connection of its model.
        views: The views by their name in the explore; the base view is the first.
        joins: The joins by name, in the order of the explore.
        fields: The fields that queries may use, by name.
        scope: All fields of its views, also those that `fields` leaves out.
        properties: Everything else, as written.
        model_properties: The properties of its model.
        path: The file that defines it.
        explores: The explores of the model, for native derived tables.
        model_views: The definitions of the model's views by name.
    """

    name: str
    model: str
    project: str
    connection: str
    views: Mapping[str, View]
    joins: Mapping[str, Join]
    fields: Mapping[str, Field]
    scope: Mapping[str, Field]
    properties: Mapping[str, Any]
    model_properties: Mapping[str, Any]
    path: str | None
    explores: Mapping[str, Explore] = field(repr=False)
    model_views: Mapping[str, Mapping[str, Any]] = field(repr=False)

    def full_name(self, name: str) -> str:
        """Return the name of a field; without a view, it is of the base view."""
        return name if "." in name else f"{self.base_view}.{name}"

    @property
    def base_view(self) -> str:
        """The name of the base view in the explore."""
        return next(iter(self.views))

    @property
    def label(self) -> str:
        """The label in the menu."""
        return str(self.properties.get("label") or title(self.name))

    @property
    def hidden(self) -> bool:
        """Whether the explore is left out of the menu."""
        return self.properties.get("hidden") == "yes"


@dataclass(frozen=True)
class Datagroup:
    """A caching policy of a model."""

    name: str
    model: str
    properties: Mapping[str, Any]


@dataclass(frozen=True)
class DataTest:
    """A data test of a model: a query, and assertions about each of its rows."""

    name: str
    model: str
    path: str | None
    source: Mapping[str, Any]
    asserts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Dashboard:
    """A LookML dashboard of a model; `id` is `model::name`."""

    name: str
    model: str
    path: str
    properties: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The id in the API."""
        return f"{self.model}::{self.name}"


@dataclass(frozen=True)
class Model:
    """A model with its explores.

    Attributes:
        views, view_paths: The definitions of its views, and their files, by name.
    """

    name: str
    connection: str
    path: str
    explores: Mapping[str, Explore]
    views: Mapping[str, Mapping[str, Any]]
    view_paths: Mapping[str, str]
    properties: Mapping[str, Any]

    @property
    def label(self) -> str:
        """The label in the menu."""
        return str(self.properties.get("label") or title(self.name))


@dataclass(frozen=True)
class Project:
    """A LookML project.

    Attributes:
        name: Its name.
        models: Its models by name.
        files: The text of its files by path.
        constants: The constants of its manifest, with their values.
        issues: Everything that does not resolve.
        datagroups, tests, dashboards: Those of all models.
    """

    name: str
    models: Mapping[str, Model]
    files: Mapping[str, str]
    constants: Mapping[str, str]
    issues: tuple[Issue, ...]
    datagroups: tuple[Datagroup, ...]
    tests: tuple[DataTest, ...]
    dashboards: tuple[Dashboard, ...]
