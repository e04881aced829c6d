"""Bodies that are not what the API returns, with status 200: gateways answer in its place."""

from __future__ import annotations

import pytest
from erp_sandbox.testing import Sandbox
from singer_erp.errors import TransientError

BODIES = [
    "{}",
    "null",
    '{"message": "x"}',
    '["x"]',
    "[null]",
    "[{}]",
    '[{"id": null, "name": null}]',
]
_LISTS = {
    "users": "/users",
    "looks": "/looks/search",
    "connections": "/connections",
    "explores": r"/lookml_models\?",
    "explore_fields": r"/lookml_models\?",
}


@pytest.fixture(scope="module")
def sandbox():
    """One instance: nothing is changed."""
    with Sandbox.start("looker", documents=5, content=4) as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def _no_faults_of_others(sandbox):
    sandbox.clear_faults()


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("stream", _LISTS)
def test_a_body_that_is_not_a_list_of_objects_is_not_taken_for_an_empty_list(
    stream, body, run, sandbox
):
    sandbox.fault("status", path=_LISTS[stream], status=200, text=body, times=None)

    with pytest.raises(TransientError, match="cannot be read"):
        run(stream)


@pytest.mark.parametrize("body", ["{}", "[]", '{"fields": null}', '{"fields": {"measures": [1]}}'])
def test_a_body_that_is_not_an_explore_does_not_remove_its_fields(body, run, sandbox):
    sandbox.fault("status", path="/explores/", status=200, text=body, times=None)

    with pytest.raises(TransientError, match="cannot be read"):
        run("explore_fields")


@pytest.mark.parametrize("body", ["{}", "[]", '{"query": null}', '{"query": {}}'])
def test_a_body_that_is_not_a_look_is_an_error(body, run, sandbox):
    sandbox.fault("status", path="/looks/", status=200, text=body, times=None)

    with pytest.raises(TransientError, match="cannot be read"):
        run("saved", queries=[{"name": "saved", "look_id": "1"}])


@pytest.mark.parametrize("body", ["{}", "[]", '{"id": null, "status": null}'])
@pytest.mark.parametrize("path", ["/queries$", r"/query_tasks\?", r"/query_tasks/[^/]+\?"])
def test_a_body_that_is_not_a_query_task_is_an_error(path, body, run, sandbox):
    sandbox.fault("status", path=path, status=200, text=body, times=None)

    with pytest.raises(TransientError, match="cannot be read"):
        run("gl_lines", query_task_rows=0)
