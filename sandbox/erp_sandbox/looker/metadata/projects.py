"""Projects: their files, the validator and the data tests."""

from __future__ import annotations

import hashlib
import time
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.responses import Response

from erp_sandbox.looker.call import Call, Operation
from erp_sandbox.looker.errors import not_found
from erp_sandbox.looker.lookml.data_tests import run_data_test
from erp_sandbox.looker.lookml.validation import validate
from erp_sandbox.looker.view import can

if TYPE_CHECKING:
    from erp_sandbox.looker.catalog import Source
    from erp_sandbox.looker.instance import Instance
    from erp_sandbox.looker.lookml.model import DataTest, Issue, Project

_TYPES = {"model": "model", "view": "view", "explore": "explore", "dashboard": "dashboard"}
_CODES = {"error": "lookml_error", "warning": "lookml_warning"}


class Projects:
    """The LookML projects of an instance.

    Args:
        instance: The instance.
    """

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._validated: dict[str, dict[str, Any]] = {}

    def operations(self) -> list[Operation]:
        """Return the operations."""
        one = "/projects/{id}"
        return [
            Operation("GET", "/projects", self._list, "see_lookml"),
            Operation("GET", one, lambda call: _project(self._project(call)), "see_lookml"),
            Operation("GET", f"{one}/files", self._files, "see_lookml"),
            Operation("GET", f"{one}/manifest", self._manifest, "see_lookml"),
            Operation("GET", f"{one}/git_branch", self._branch, "develop"),
            Operation("GET", f"{one}/git_branches", lambda c: [self._branch(c)], "develop"),
            Operation("GET", f"{one}/validate", self._last_validation, "develop"),
            Operation("POST", f"{one}/validate", self._validate, "develop"),
            Operation("GET", f"{one}/lookml_tests", self._tests, "develop"),
            Operation("GET", f"{one}/lookml_tests/run", self._run_tests, "develop"),
        ]

    def _sources(self) -> list[Source]:
        return [source for source in self._instance.catalog.sources if not source.internal]

    def _source(self, call: Call) -> Source:
        for source in self._sources():
            if source.project.name == call.path["id"]:
                return source
        raise not_found()

    def _project(self, call: Call) -> Project:
        return self._source(call).project

    def _list(self, _: Call) -> list[dict[str, Any]]:
        return [_project(source.project) for source in self._sources()]

    def _files(self, call: Call) -> list[dict[str, Any]]:
        return [_file(path) for path in self._project(call).files]

    def _manifest(self, call: Call) -> dict[str, Any]:
        return {"name": self._project(call).name, "imports": [], "can": can()}

    def _branch(self, call: Call) -> dict[str, Any]:
        digest = _digest(self._project(call))
        return {
            "name": "main",
            "remote": "origin",
            "remote_name": "main",
            "error": None,
            "message": None,
            "owner_name": None,
            "readonly": True,
            "personal": False,
            "is_local": True,
            "is_remote": True,
            "is_production": True,
            "ahead_count": 0,
            "behind_count": 0,
            "commit_at": int(self._instance.clock.now().timestamp()),
            "ref": digest,
            "remote_ref": digest,
            "can": can("checkout"),
        }

    def _validate(self, call: Call) -> dict[str, Any]:
        project, started = self._project(call), time.perf_counter()
        found = {
            "errors": [_error(issue) for issue in validate(project)],
            "project_digest": _digest(project),
            "models_not_validated": [],
            "computation_time": round(time.perf_counter() - started, 3),
        }
        self._validated[project.name] = found
        return found

    def _last_validation(self, call: Call) -> dict[str, Any] | Response:
        found = self._validated.get(self._project(call).name)
        return Response(status_code=204) if found is None else {**found, "stale": False}

    def _tests(self, call: Call) -> list[dict[str, Any]]:
        return [_test(test) for test in self._chosen(call)]

    def _chosen(self, call: Call) -> list[DataTest]:
        wanted, given = call.query, ("test", "model", "file_id")
        return [
            test
            for test in self._project(call).tests
            if all(
                not wanted.get(name) or wanted[name] == value
                for name, value in zip(given, (test.name, test.model, test.path), strict=True)
            )
        ]

    def _run_tests(self, call: Call) -> list[dict[str, Any]]:
        source = self._source(call)
        now, attributes = self._instance.clock.now(), call.user.attributes
        made = []
        for test in self._chosen(call):
            outcome = run_data_test(source.project, test, source.warehouse, now, attributes)
            made.append(
                {
                    "model_name": test.model,
                    "test_name": test.name,
                    "assertions_count": outcome.assertions,
                    "assertions_failed": outcome.failed,
                    "errors": [_error(issue) for issue in outcome.errors],
                    "warnings": [],
                    "success": outcome.success,
                }
            )
        return made


def _project(project: Project) -> dict[str, Any]:
    return {
        "id": project.name,
        "name": project.name,
        "uses_git": True,
        "git_remote_url": f"git@example.com:finance/{project.name}.git",
        "git_username": None,
        "git_production_branch_name": "main",
        "git_service_name": "github",
        "is_git_dev_locked": False,
        "use_git_cookie_auth": False,
        "pull_request_mode": "off",
        "validation_required": True,
        "git_release_mgmt_enabled": False,
        "allow_warnings": True,
        "is_example": False,
        "has_production_counterpart": True,
        "dependency_status": "lock_optional",
        "can": can("update"),
    }


def _file(path: str) -> dict[str, Any]:
    parts = PurePosixPath(path).name.split(".")
    kind = _TYPES.get(parts[1] if len(parts) > 2 else "", "lookml")  # noqa: PLR2004 - x.view.lkml
    return {
        "id": path,
        "path": path,
        "title": parts[0],
        "type": kind,
        "extension": parts[-1],
        "mime_type": "text/plain",
        "editable": True,
        "git_status": None,
        "can": can(),
    }


def _error(issue: Issue) -> dict[str, Any]:
    return {
        "code": _CODES.get(issue.severity, issue.severity),
        "severity": issue.severity,
        "kind": issue.kind,
        "message": issue.message,
        "sanitized_message": issue.message,
        "field_name": issue.name,
        "file_path": issue.path,
        "line_number": issue.line,
        "model_id": issue.model,
        "explore": issue.explore,
        "help_url": None,
        "params": None,
    }


def _test(test: DataTest) -> dict[str, Any]:
    return {
        "model_name": test.model,
        "name": test.name,
        "explore_name": test.source.get("name", ""),
        "query_url_params": urlencode({"limit": test.source.get("limit", "")}),
        "file": test.path or "",
        "line": 1,
        "can": can(),
    }


def _digest(project: Project) -> str:
    text = "".join(f"{path}\n{content}" for path, content in sorted(project.files.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:40]
