"""Every answer against the vendor's OpenAPI document."""

from __future__ import annotations

from erp_sandbox.core.launch import Launch

LISTS = [
    "boards",
    "boards/search",
    "board_items",
    "board_sections",
    "connections",
    "content_metadata",
    "dashboard_elements/search",
    "dashboards",
    "dashboards/search",
    "folders",
    "folders/12/ancestors",
    "folders/1/children",
    "folders/search",
    "groups",
    "groups/1/users",
    "groups/search",
    "groups/search/with_roles",
    "lookml_models",
    "looks",
    "looks/search",
    "model_sets",
    "model_sets/search",
    "permission_sets",
    "permission_sets/search",
    "permissions",
    "projects",
    "roles",
    "roles/1/users",
    "roles/search",
    "user_attributes",
    "users",
    "users/2/attribute_values",
    "users/2/roles",
    "users/search",
    "projects/sandbox_finance/files",
    "projects/sandbox_finance/git_branches",
    "projects/sandbox_finance/lookml_tests",
    "projects/sandbox_finance/lookml_tests/run",
]
MAY_BE_EMPTY = [
    "alerts/search",
    "content_favorite/search",
    "content_view/search",
    "integrations",
    "integration_hubs",
    "running_queries",
    "user_attributes/1/group_values",
    "groups/1/groups",
    "roles/1/groups",
]
OBJECTS = [
    "boards/1",
    "connections/warehouse",
    "content_validation",
    "dashboards/1",
    "dashboards/1/dashboard_elements",
    "dashboards/1/dashboard_filters",
    "dashboards/1/dashboard_layouts",
    "dashboard_elements/1",
    "dashboard_filters/1",
    "dashboard_layouts/1",
    "folders/1",
    "groups/1",
    "lookml_models/finance",
    "lookml_models/finance/explores/gl",
    "looks/1",
    "model_sets/1",
    "permission_sets/1",
    "projects/sandbox_finance",
    "projects/sandbox_finance/manifest",
    "roles/1",
    "session",
    "user",
    "user_attributes/1",
    "users/1",
    "versions",
]


def test_every_answer_is_valid(contract, api):
    look, dashboard = api.get("looks/1"), api.get("dashboards/1")
    folders = [
        f"folders/{look['folder_id']}/looks",
        f"folders/{dashboard['folder_id']}/dashboards",
    ]
    for path in [*LISTS, *MAY_BE_EMPTY, *OBJECTS, *folders]:
        response = api("GET", path)

        assert response.status_code == 200, (path, response.text)
        assert path in MAY_BE_EMPTY or response.json(), path


def test_every_operation_is_the_vendor_s_with_its_metering_class(contract):
    launch = Launch({"looker": {"documents": 1, "content": 1}})
    operations = launch.applications["looker"].vendor.operations

    assert len(operations) > 150
    for operation in operations:
        template, known = contract.operation(operation.method, operation.documented)
        assert template == operation.documented
        assert known["x-looker-activity-type"] == operation.meter, template
