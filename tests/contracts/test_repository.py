from __future__ import annotations

import re
import subprocess
import tomllib
from collections import Counter

import pytest
from packaging.requirements import Requirement

SECTIONS = {
    "tap": ("Settings", "Credentials", "Streams", "Limits"),
    "target": ("Settings",),
}
# Each with a character class, so that this file passes its own test.
MACHINE_PATHS = re.compile(r"/[h]ome/[a-z]|/[U]sers/[a-z]|/[r]oot/|[A-Z]:\\[U]sers")
REGISTRIES = re.compile(r"[p]ypi\.org|[f]iles\.pythonhosted|[r]egistry\.npmjs|--[i]ndex-url")


def test_no_file_contains_a_path_of_a_machine(tracked_files):
    assert _matches(tracked_files, MACHINE_PATHS) == []


def test_no_file_contains_the_address_of_a_package_registry(tracked_files):
    assert _matches(tracked_files, REGISTRIES) == []


def test_texts_install_this_projects_packages_from_the_checkout_only(tracked_files):
    """Nobody has registered their names: whoever does could serve anything under them."""
    by_name = re.compile(r"pip install [^`\n]*(?<![./\w-])(?<!-e )singer-erp")
    texts = [path for path in tracked_files if path.suffix in {".md", ".py", ".yml"}]
    assert _matches(texts, by_name) == []


def _matches(paths, pattern) -> list[str]:
    return [
        f"{path}: {found[0]}"
        for path in paths
        if (found := pattern.search(path.read_text(encoding="utf-8", errors="replace")))
    ]


@pytest.mark.parametrize(
    "name", ["uv.lock", ".env", "output/warehouse.duckdb", ".meltano/meltano.db", ".venv/ready"]
)
def test_lock_files_secrets_and_artifacts_are_ignored(ignored, name):
    assert ignored.match_file(name)


def test_example_of_settings_is_not_ignored(ignored):
    assert not ignored.match_file(".env.example")


def test_constraints_pin_every_package_once_and_without_address(root):
    lines = (root / "constraints.txt").read_text().splitlines()
    assert [
        line for line in lines if not re.match(r"[a-z0-9.\[\]-]+==[\w.+]+( ; .+)?$", line)
    ] == []
    unconditional = Counter(line.split("==")[0] for line in lines if ";" not in line)
    assert [name for name, times in unconditional.items() if times > 1] == []


def test_constraints_meet_the_requirements_of_the_distributions(root, project):
    pins = dict(
        line.split(" ;")[0].split("==")
        for line in (root / "constraints.txt").read_text().splitlines()
    )
    for text in project["dependencies"]:
        requirement = Requirement(text)
        if requirement.name != "singer-erp":
            assert requirement.specifier.contains(pins[requirement.name]), text


def test_distribution_contains_the_license(root, distribution, project):
    assert (distribution / "LICENSE").read_text() == (root / "LICENSE").read_text()
    assert project["license"] == "Apache-2.0"
    assert project["license-files"] == ["LICENSE"]


def test_latest_release_in_the_changelog_is_the_version_of_the_distribution(distribution, project):
    changelog = (distribution / "CHANGELOG.md").read_text()
    releases = re.findall(r"^## \[(.+)\]", changelog, re.MULTILINE)
    assert releases[:2] == ["Unreleased", project["version"]]


def test_readme_of_a_distribution_has_at_least_ten_lines(distribution):
    text = (distribution / "README.md").read_text()
    assert len(text.splitlines()) >= 10


def test_readme_of_a_plugin_has_the_sections(root, plugin, readme):
    headings = re.findall(r"^## (.+)$", readme, re.MULTILINE)
    kind = plugin.partition("-")[0]
    assert [section for section in SECTIONS[kind] if section not in headings] == []


def test_python_versions_agree(root, project):
    assert project["requires-python"] == ">=3.11,<3.14"
    workflow = (root / ".github" / "workflows" / "ci.yml").read_text()
    assert '["3.11", "3.12", "3.13"]' in workflow
    assert tomllib.loads((root / "pyproject.toml").read_text())["tool"]["ruff"][
        "target-version"
    ] == ("py311")


def test_links_between_documents_point_to_existing_files(root, tracked_files):
    for path in tracked_files:
        if path.suffix != ".md":
            continue
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", path.read_text()):
            assert (path.parent / target).exists(), f"{path.relative_to(root)}: {target}"


def test_make_help_lists_the_commands_in_the_readme(root):
    done = subprocess.run(
        ["make", "-C", root, "--silent"], capture_output=True, check=True, text=True
    )
    listed = set(re.findall(r"^make ([a-z-]+)", done.stdout, re.MULTILINE))
    named = set(re.findall(r"`?make ([a-z-]+)`?", (root / "README.md").read_text()))
    assert {"demo", "test", "check", "bench", "constraints"} <= listed
    assert named <= listed


def _make(root, *arguments):
    return subprocess.run(
        ["make", "-C", root, "--dry-run", "--always-make", *arguments],
        capture_output=True,
        check=False,
        text=True,
    )


def test_make_test_with_a_plugin_runs_its_tests_without_meltanos_environments(root, plugin):
    commands = _make(root, "test", f"PLUGIN={plugin}").stdout
    assert f"loadscope --no-loadscope-reorder {plugin}\n" in commands
    assert "install" not in commands


def test_make_test_with_an_unknown_plugin_names_the_known_ones(root, plugin):
    done = _make(root, "test", "PLUGIN=tap-unknown")
    assert done.returncode != 0
    assert "PLUGIN=tap-unknown is not a folder with tests" in done.stderr
    assert plugin in done.stderr
