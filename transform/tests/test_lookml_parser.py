"""lookml-parser, the parser of published linters on npm, reads the same project from `lookml/`."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from erp_sandbox.looker.lookml.project import load_project

ROOT = Path(__file__).parents[2]
PARSER = ROOT / ".meltano" / "lookml-parser"  # `make test` fetches it
PROJECT = load_project(ROOT / "lookml")
KINDS = ("dimension", "dimension_group", "measure", "filter", "parameter")

pytestmark = pytest.mark.skipif(
    not (PARSER / "node_modules").is_dir(),
    reason="it is not there: install node and npm, then `make .meltano/lookml-parser`",
)


@pytest.fixture(scope="module")
def parsed():
    """The project, refinements and extensions applied."""
    command = PARSER / "node_modules" / "lookml-parser" / "cli.js"
    done = subprocess.run(
        ["node", command, "--input=**/*.{lkml,lookml}", "--transform=xs"],
        cwd=ROOT / "lookml",
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_every_file_is_parsed(parsed):
    assert parsed.get("errors") is None
    assert "error" not in parsed["model"]["finance"]
    assert len(parsed["file"]) == len(list((ROOT / "lookml").rglob("*.l*ml")))


def test_explores_have_the_same_joins(parsed):
    found = parsed["model"]["finance"]["explore"]

    assert {name: set(explore.get("join", {})) for name, explore in found.items()} == {
        name: set(explore.joins) for name, explore in PROJECT.models["finance"].explores.items()
    }


def test_views_have_the_same_fields(parsed):
    views = parsed["model"]["finance"]["view"]
    for explore in PROJECT.models["finance"].explores.values():
        fields = {}
        for field in explore.fields.values():
            fields.setdefault(field.original_view, set()).add(field.group or field.short_name)
        for view, names in fields.items():
            assert {name for kind in KINDS for name in views[view].get(kind, {})} == names, view


def test_tests_and_dashboards_are_the_same(parsed):
    model = parsed["model"]["finance"]

    assert set(model["test"]) == {test.name for test in PROJECT.tests}
    assert len(model["dashboard"]) == len(PROJECT.dashboards)
