"""Content and administration: lists, searches, pages, selections and changes."""

from __future__ import annotations

import pytest

PAGED = ["users", "users/search", "groups", "groups/search", "looks/search", "folders/search"]


def _ids(rows):
    return sorted((row["id"] for row in rows), key=int)


def _pages(api, path, limit, **query):
    rows, offset = [], 0
    while True:
        page = api.get(path, limit=limit, offset=offset, sorts="id", fields="id", **query)
        rows += page
        if len(page) < limit:
            return rows
        offset += limit


@pytest.mark.parametrize("path", PAGED)
def test_pages_in_an_order_are_the_whole_list(api, path):
    everything = api.get(path, fields="id")

    assert _ids(_pages(api, path, 3)) == _ids(everything)


def test_lists_without_an_order_differ_between_calls(api):
    orders = {tuple(row["id"] for row in api.get("looks", fields="id")) for _ in range(5)}

    assert len(orders) > 1
    api.control.set_limits(order="fixed")
    assert api.get("looks", fields="id") == api.get("looks", fields="id")


def test_pages_have_headers_only_with_a_limit(api):
    url = f"{api.config['api_url']}/api/4.0/users"
    response = api("GET", "users?limit=3&offset=3&sorts=id&fields=id")

    assert response.headers["X-Total-Count"] == str(len(api.get("users")))
    links = dict(reversed(part.split("; ")) for part in response.headers["Link"].split(", "))
    assert links['rel="next"'] == f"<{url}?sorts=id&fields=id&limit=3&offset=6>"
    assert links['rel="prev"'] == f"<{url}?sorts=id&fields=id&limit=3&offset=0>"
    assert "Link" not in api("GET", "users").headers
    assert "Link" not in api("GET", "looks?limit=3").headers
    api.control.set_limits(paging_headers=False)
    assert "Link" not in api("GET", "users?limit=3").headers


def test_limit_and_offset_win_over_page_and_per_page(api):
    query = {"sorts": "id", "fields": "id"}
    everything = api.get("users", **query)

    assert api.get("users", page=2, per_page=3, **query) == everything[3:6]
    assert api.get("users", page=2, per_page=3, limit=2, **query) == everything[:2]


def test_lists_without_paging_ignore_a_limit(api):
    assert len(api.get("folders", limit=2)) == len(api.get("folders"))
    assert len(api.get("roles", limit=2, offset=1)) == len(api.get("roles"))


def test_a_search_without_a_limit_may_be_truncated(api):
    api.control.set_limits(search_limit=4, page=5)

    assert len(api.get("looks/search")) == 4
    assert len(api.get("looks/search", limit=100)) == 5


@pytest.mark.parametrize("value", ["x", "-1"])
def test_a_limit_is_a_number(api, value):
    assert api.error("GET", f"users?limit={value}")[0] == 400


def test_more_than_ten_thousand_items_are_listed_completely(connect):
    api = connect()
    api.control.set_user(admin=True)
    for kind, path in (("looks", "looks/search"), ("users", "users/search")):
        api.control.mutate("populate", kind=kind, count=10_050)

        found = _pages(api, path, 2500)

        assert len(found) > 10_000
        assert _ids(found) == _ids(api.control.truth(kind))


def test_fields_select_properties_and_nested_ones(api):
    selected = api.get("looks/1", fields="id,query(id,model),folder(name),nothing")

    everything = api.get("looks/1")
    assert selected == {
        "id": "1",
        "query": {"id": everything["query"]["id"], "model": "finance"},
        "folder": {"name": everything["folder"]["name"]},
    }


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ({"title": "%aging%"}, lambda row: "aging" in row["title"].lower()),
        ({"title": "AR AGING%"}, lambda row: row["title"].startswith("AR Aging")),
        ({"folder_id": "1"}, lambda row: row["folder_id"] == "1"),
        ({"id": "1,3"}, lambda row: row["id"] in {"1", "3"}),
        ({"description": "NULL"}, lambda row: row["description"] is None),
        (
            {"id": "1", "title": "%aging%", "filter_or": "true"},
            lambda row: row["id"] == "1" or "aging" in row["title"].lower(),
        ),
        ({"user_id": "3", "id": "%"}, lambda row: row["user_id"] == "3"),
    ],
)
def test_searches_compare_values(api, query, matches):
    expected = [row for row in api.get("looks") if matches(row)]

    assert _ids(api.get("looks/search", **query)) == _ids(expected)


def test_deleted_content_is_found_by_a_search_for_it_only(api):
    api("PATCH", "looks/1", json={"deleted": True})

    assert "1" not in _ids(api.get("looks"))
    assert "1" not in _ids(api.get("looks/search"))
    [deleted] = api.get("looks/search", deleted="true")
    assert deleted["id"] == "1"
    assert deleted["deleter_id"] == api.get("user")["id"]
    assert deleted["deleted_at"] == deleted["updated_at"]
    restored = api("PATCH", "looks/1", json={"deleted": False}).json()
    assert restored["deleted_at"] is None
    assert api("DELETE", "looks/1").status_code == 204
    assert api.error("GET", "looks/1") == (404, "Not found")
    assert api.get("looks/search", deleted="true") == []


def test_looks_are_created_with_a_saved_query(api):
    query = api.post("queries", {"model": "finance", "view": "gl", "fields": ["gl.count"]})
    look = api.post("looks", {"title": "Count", "query_id": query["id"], "folder_id": "1"})

    assert look["query"] == query
    assert api.get(f"looks/{look['id']}") == look
    assert api.error("POST", "looks", json={"title": "Count"})[0] == 422
    body = {"title": "Count", "query_id": "1"}
    assert api.error("POST", "looks", json=body) == (404, "Not found")


def test_a_dashboard_has_its_parts(api):
    [dashboard, *_] = api.get("dashboards/search", sorts="id")
    key = dashboard["id"]

    for part in ("dashboard_elements", "dashboard_filters", "dashboard_layouts"):
        assert api.get(f"dashboards/{key}/{part}") == dashboard[part]
    first = dashboard["dashboard_elements"][0]
    assert api.get(f"dashboard_elements/{first['id']}") == first
    tiles = [
        c["dashboard_element_id"]
        for c in dashboard["dashboard_layouts"][0]["dashboard_layout_components"]
    ]
    assert tiles == [element["id"] for element in dashboard["dashboard_elements"]]


def test_dashboards_of_lookml_are_listed_and_cannot_be_changed(api):
    listed = {row["id"]: row for row in api.get("dashboards")}
    found = api.get("dashboards/finance::ledger")

    assert listed["finance::ledger"]["readonly"] is True
    assert found["model"] == {"id": "finance", "label": "Finance"}
    assert [e["title"] for e in found["dashboard_elements"]] == ["Net Amount by Account", "Lines"]
    assert "finance::ledger" not in [row["id"] for row in api.get("dashboards/search")]
    text = api.get("dashboards/lookml/finance::ledger")["lookml"]
    assert text.startswith("- dashboard: ledger")
    assert api.error("PATCH", "dashboards/finance::ledger", json={"title": "x"})[0] == 405


def test_personal_folders_of_others_are_hidden(api):
    personal = {row["id"] for row in api.get("folders") if row["is_personal"]}
    own = api.get("user")["personal_folder_id"]

    assert personal == {own}
    api.control.set_user(admin=True)
    assert len([row for row in api.get("folders") if row["is_personal"]]) == len(api.get("users"))


def test_a_hidden_look_is_not_found(api):
    api.control.set_user(admin=True)
    hidden = [row for row in api.get("looks") if row["folder"]["is_personal"]]
    own = api.get("user")["id"]
    api.control.set_user(admin=False)

    others = [row["id"] for row in hidden if row["folder"]["creator_id"] != own]
    for key in others:
        assert api.error("GET", f"looks/{key}") == (404, "Not found")
        assert api.error("GET", f"looks/{key}/run/json") == (404, "Not found")


def test_users_are_names_only_without_the_permission(api):
    api.control.set_user(permissions=["access_data"])

    others = [row for row in api.get("users") if row["id"] != api.get("user")["id"]]
    assert {frozenset(row) for row in others} == {
        frozenset({"id", "first_name", "last_name", "display_name", "avatar_url", "url", "can"})
    }
    assert api.get("groups") == []
    assert api.error("GET", "roles") == (404, "Not found")
    assert api.error("GET", "looks") == (404, "Not found")


def test_groups_and_roles_name_their_members(api):
    users = api.get("users")
    for group in api.get("groups"):
        members = [user["id"] for user in users if group["id"] in user["group_ids"]]
        assert _ids(api.get(f"groups/{group['id']}/users")) == sorted(members, key=int)
        assert group["user_count"] == len(members)
    for role in api.get("roles"):
        members = [user["id"] for user in users if role["id"] in user["role_ids"]]
        assert _ids(api.get(f"roles/{role['id']}/users")) == sorted(members, key=int)


def test_random_changes_are_what_the_api_shows(api):
    api.control.set_user(admin=True)
    api.control.mutate("random", steps=60, seed=7)

    for kind, path in (("looks", "looks"), ("dashboards", "dashboards"), ("users", "users")):
        stored = api.control.truth(kind)
        shown = api.get(f"{path}/search")
        if kind != "users":
            shown += api.get(f"{path}/search", deleted="true")
        assert _ids(shown) == _ids(stored)
        [*_, last] = stored
        assert api.get(f"{path}/{last['id']}") == last
    assert any(row["deleted"] for row in api.control.truth("looks"))


def test_content_with_unknown_fields_is_not_valid(api):
    assert api.get("content_validation")["content_with_errors"] == []
    body = {"model": "finance", "view": "gl", "fields": ["gl.count", "gl.removed"]}
    query = api.post("queries", body)
    look = api.post("looks", {"title": "Old", "query_id": query["id"], "folder_id": "1"})

    [found] = api.get("content_validation")["content_with_errors"]
    assert found["look"]["id"] == look["id"]
    assert [error["field_name"] for error in found["errors"]] == ["gl.removed"]
    assert api.get("content_validation", project_names="other")["content_with_errors"] == []
