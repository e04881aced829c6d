from __future__ import annotations

import pytest


@pytest.fixture
def location(api):
    """The path of the status of a release that runs."""
    api.sandbox.acumatica.mutate("preferences", operation_polls=9)
    [batch, *_] = api.get("JournalTransaction", filter="Status eq 'Balanced'", top=1)
    path = "JournalTransaction/ReleaseJournalTransaction"
    started = api("POST", path, json={"entity": {"id": batch["id"]}})
    assert started.status_code == 202
    return started.headers["Location"].partition("24.200.001/")[2]


def test_an_operation_is_visible_to_its_own_session_only(api, another, location):
    other = another()
    other.sign_in()

    assert api("GET", location).status_code == 202
    assert other("GET", location).status_code == 404


def test_an_operation_is_found_under_its_own_path_only(api, location):
    number = location.rpartition("/")[2]
    for action in ("Bill/ReleaseBill", "JournalTransaction/Release"):
        assert api("GET", f"{action}/status/{number}").status_code == 404
    assert api("GET", location).status_code == 202
