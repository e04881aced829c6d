"""`singer-erp lookml`: write and check the LookML of the marts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from singer_erp.lookml.checker import check as find_issues
from singer_erp.lookml.marts import read_artifact, read_marts
from singer_erp.lookml.project import Options, generate, stale, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from singer_erp.lookml.marts import Mart

_DEFAULTS = Options()
_ARTIFACTS = Path("output/dbt/target")
_PATH = click.Path(dir_okay=False, path_type=Path)
_OPTIONS = (
    click.option(
        "--folder",
        type=click.Path(file_okay=False, path_type=Path),
        default=Path("lookml"),
        show_default=True,
        help="Folder of the LookML project.",
    ),
    click.option(
        "--manifest",
        type=_PATH,
        default=_ARTIFACTS / "manifest.json",
        show_default=True,
        help="dbt's manifest.",
    ),
    click.option(
        "--catalog",
        type=_PATH,
        default=_ARTIFACTS / "catalog.json",
        show_default=True,
        help="dbt's catalog (`dbt docs generate --no-compile`).",
    ),
    click.option(
        "--models",
        default="marts/finance",
        show_default=True,
        help="Folder of the marts in the dbt project's models.",
    ),
    click.option(
        "--project", default=_DEFAULTS.project, show_default=True, help="The LookML project's name."
    ),
    click.option("--model", default=_DEFAULTS.model, show_default=True, help="The model's name."),
    click.option(
        "--connection",
        default=_DEFAULTS.connection,
        show_default=True,
        help="The connection's name in Looker.",
    ),
    click.option(
        "--fiscal-month-offset",
        type=click.IntRange(-11, 11),
        default=_DEFAULTS.fiscal_month_offset,
        show_default=True,
        help="Months from January to the first month of the fiscal year.",
    ),
)


def _options(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.group("lookml", context_settings={"auto_envvar_prefix": "LOOKML"})
def lookml_command() -> None:
    """Write the LookML of the marts from dbt's artifacts, and check it."""


@lookml_command.command("write")
@_options
def write_command(folder: Path, **options: Any) -> None:
    """Write the generated files; files and refinements by people are kept."""
    changed = write(generate(_marts(**options), _chosen(**options)), folder)
    click.echo(f"{len(changed)} file{'s' * (len(changed) != 1)} of {folder} changed.", err=True)


@lookml_command.command("check")
@_options
def check_command(folder: Path, **options: Any) -> None:
    """Check the project offline; exits with code 1 if there are issues.

    Generated files must be those that `write` would write, and all files must be valid: parameters,
    types, includes, names, references, columns in the warehouse, data tests and dashboards.
    """
    marts = _marts(**options)
    outdated = stale(generate(marts, _chosen(**options)), folder)
    issues = [str(issue) for issue in find_issues(folder, _tables(marts))]
    issues += [f"{path}: is out of date; run `singer-erp lookml write`" for path in outdated]
    for issue in issues:
        click.echo(issue)
    click.echo(f"{len(issues)} issue{'s' * (len(issues) != 1)}.", err=True)
    if issues:
        click.get_current_context().exit(1)


def _marts(manifest: Path, catalog: Path, models: str, **_: Any) -> tuple[Mart, ...]:
    return read_marts(
        read_artifact(manifest, "--manifest"), read_artifact(catalog, "--catalog"), models
    )


def _chosen(
    project: str, model: str, connection: str, fiscal_month_offset: int, **_: Any
) -> Options:
    return Options(
        project=project,
        model=model,
        connection=connection,
        fiscal_month_offset=fiscal_month_offset,
    )


def _tables(marts: tuple[Mart, ...]) -> dict[str, set[str]]:
    return {mart.name: {column.name for column in mart.columns} for mart in marts}
