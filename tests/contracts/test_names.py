from __future__ import annotations

import yaml


def test_plugin_has_one_name_everywhere(plugin, about, definitions, configured):
    assert about["name"] == plugin
    assert definitions[plugin]["executable"] == plugin
    assert configured[plugin]["pip_url"] == f"-c constraints.txt -e singer-erp -e {plugin}"


def test_all_plugins_are_installed_at_the_pinned_versions(configured):
    for plugin in configured.values():
        assert "inherit_from" in plugin or plugin["pip_url"].startswith("-c constraints.txt ")


def test_distribution_name_has_the_prefix(distribution, project):
    if distribution.name.startswith(("tap-", "target-")):
        assert project["name"] == f"singer-erp-{distribution.name}"
        assert list(project["scripts"]) == [distribution.name]


def test_about_shows_the_version_of_the_distribution(root, plugin, about):
    assert f'\nversion = "{about["version"]}"\n' in (root / plugin / "pyproject.toml").read_text()


def test_jobs_use_declared_plugins(root, definitions, configured):
    for path in root.glob("pipelines/*.meltano.yml"):
        for job in yaml.safe_load(path.read_text())["jobs"]:
            for name in " ".join(job["tasks"]).split():
                plugin, _, command = name.partition(":")
                assert not command or command in definitions[plugin]["commands"], name
                assert plugin in configured, name


def test_schedules_run_declared_jobs(root):
    for path in root.glob("pipelines/*.meltano.yml"):
        pipeline = yaml.safe_load(path.read_text())
        jobs = {job["name"] for job in pipeline["jobs"]}
        assert {schedule["job"] for schedule in pipeline["schedules"]} <= jobs


def test_every_flow_has_a_page_in_docs(root):
    for path in root.glob("pipelines/*.meltano.yml"):
        assert (root / "docs" / path.name.replace(".meltano.yml", ".md")).is_file()


def test_meltano_has_the_environments_sandbox_and_prod(root):
    project = yaml.safe_load((root / "meltano.yml").read_text())
    assert [environment["name"] for environment in project["environments"]] == ["sandbox", "prod"]
