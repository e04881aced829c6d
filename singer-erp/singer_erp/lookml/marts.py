"""The marts as dbt's manifest and catalog describe them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

STRING, NUMBER, YESNO, DATE, TIMESTAMP = "string", "number", "yesno", "date", "timestamp"
_KINDS = (
    (re.compile(r"bool(ean)?"), YESNO),
    (re.compile(r"date"), DATE),
    (re.compile(r"timestamp.*|datetime"), TIMESTAMP),
    (re.compile(r"u?(tiny|small|big|huge)?int(eger|\d*)"), NUMBER),
    (re.compile(r"(big)?(numeric|decimal|number)|double.*|float\d*|real"), NUMBER),
)
_REF = re.compile(r"""\s*ref\(\s*(?:['"]\w+['"]\s*,\s*)?['"](\w+)['"]\s*\)\s*""")
_NAME = re.compile(r"[a-z_][a-z0-9_]*")
# What reading an artifact of another layout raises.
_OTHER_LAYOUT = (AttributeError, LookupError, TypeError)


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a mart.

    Attributes:
        kind: `string`, `number`, `yesno`, `date` or `timestamp`.
        references: Mart and column of its relationships test, if it has one.
    """

    name: str
    kind: str
    description: str = ""
    references: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Mart:
    """A table of the warehouse that dbt builds and tests.

    Attributes:
        key: The column that dbt tests to be unique and not null.
        looker: `meta.looker` of the model: its Explore and further joins.
    """

    name: str
    schema: str
    key: str
    description: str = ""
    columns: tuple[Column, ...] = ()
    looker: Mapping[str, Any] = field(default_factory=dict)

    def has(self, *names: str) -> bool:
        """Return whether the mart has all of these columns."""
        return set(names) <= {column.name for column in self.columns}


def column_kind(type_: str) -> str:
    """Return the kind of a column by its type in DuckDB, Postgres, Snowflake or BigQuery."""
    name = type_.lower().partition("(")[0].strip()
    return next((kind for pattern, kind in _KINDS if pattern.fullmatch(name)), STRING)


def read_artifact(path: Path, option: str) -> dict[str, Any]:
    """Return the content of one of dbt's artifacts.

    Raises:
        ConfigError: There is no such file, or it is not JSON.
    """
    try:
        artifact = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"`{option}` {path} cannot be read: {error}",
            "Build the marts, then run `dbt docs generate --no-compile`",
        ) from None
    if not isinstance(artifact, dict) or "nodes" not in artifact:
        raise ConfigError(f"`{option}` {path} is not an artifact of dbt", "Check the path")
    return artifact


def read_marts(
    manifest: Mapping[str, Any], catalog: Mapping[str, Any], folder: str
) -> tuple[Mart, ...]:
    """Return the marts in a folder of the dbt project's models, by name.

    Raises:
        ConfigError: The warehouse of the catalog lacks a mart, a mart has no tested key or a column
            that LookML cannot name, there are no marts, or an artifact has another layout.
    """
    try:
        marts = list(_marts(manifest["nodes"], catalog["nodes"], folder))
    except _OTHER_LAYOUT as error:
        raise ConfigError(
            f"The manifest or the catalog is of another layout ({type(error).__name__}: {error})",
            "Write them again with a version of dbt that this project supports",
        ) from None
    if not marts:
        raise ConfigError(f"The dbt project has no models in {folder}", "Check `--models`")
    return tuple(sorted(marts, key=lambda mart: mart.name))


def _marts(nodes: Mapping[str, Any], catalog: Mapping[str, Any], folder: str) -> Iterator[Mart]:
    tests = _tests(nodes.values())
    for id_, node in nodes.items():
        if node["resource_type"] == "model" and node["path"].startswith(f"{folder}/"):
            yield _mart(node, catalog.get(id_), tests.get(id_, ()))


def _tests(nodes: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Return the generic tests of columns by the model that they are attached to."""
    tests: dict[str, list[Mapping[str, Any]]] = {}
    for node in nodes:
        if node["resource_type"] == "test" and node.get("attached_node") and node["column_name"]:
            tests.setdefault(node["attached_node"], []).append(node)
    return tests


def _mart(
    node: Mapping[str, Any], found: Mapping[str, Any] | None, tests: Iterable[Mapping[str, Any]]
) -> Mart:
    name = node["name"]
    if found is None:
        raise ConfigError(
            f"The catalog does not contain the mart {name}",
            "Build all marts, then run `dbt docs generate --no-compile`",
        )
    tested: dict[str, set[str]] = {"unique": set(), "not_null": set()}
    references = {}
    for test in tests:
        kind, column = test["test_metadata"]["name"], test["column_name"]
        if kind in tested:
            tested[kind].add(column)
        elif kind == "relationships":
            arguments = test["test_metadata"]["kwargs"]
            if to := _REF.fullmatch(arguments["to"]):
                references[column] = (to[1], arguments["field"])
    if len(keys := tested["unique"] & tested["not_null"]) != 1:
        raise ConfigError(
            f"The mart {name} has {len(keys)} columns with the tests unique and not_null",
            "Give these tests to its key only",
        )
    if missing := keys - {column["name"].lower() for column in found["columns"].values()}:
        raise ConfigError(
            f"The catalog does not contain the key {missing.pop()} of the mart {name}",
            "Build all marts, then run `dbt docs generate --no-compile`",
        )
    described = {key.lower(): column for key, column in node["columns"].items()}
    columns = sorted(found["columns"].values(), key=lambda column: column["index"])
    for column in columns:
        if not _NAME.fullmatch(column["name"].lower()):
            raise ConfigError(
                f"The mart {name} has the column {column['name']!r}, which LookML cannot name",
                "Rename it in the model: letters, digits and underscores",
            )
    return Mart(
        name=name,
        schema=node["schema"],
        key=keys.pop(),
        description=_text(node["description"]),
        columns=tuple(
            Column(
                name=column["name"].lower(),
                kind=column_kind(column["type"]),
                description=_text(described.get(column["name"].lower(), {}).get("description", "")),
                references=references.get(column["name"].lower()),
            )
            for column in columns
        ),
        looker=node["config"]["meta"].get("looker", {}),
    )


def _text(description: str | None) -> str:
    """Return a description as one line; LookML's strings have double quotes and constants."""
    text = " ".join((description or "").split())
    return text.replace('"', "'").replace("\\", "/").replace("@{", "@ {")
