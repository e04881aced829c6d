"""Content: Looks, dashboards, folders, boards, schedules."""

from __future__ import annotations

from singer_erp.messages.projection import columns_by_kind

from tap_looker.streams.listing import Child, Listing

_USE = "view_count favorite_count usage_count"
_DASHBOARD_PARENT = {"dashboard_id": "id"}

CONTENT = (
    Listing(
        "looks",
        "/looks/search",
        ("id",),
        columns_by_kind(
            string="id title description user_id user_name last_updater_id folder_id query_id "
            "public_slug content_metadata_id deleter_id short_url",
            boolean="public is_run_on_load deleted is_owner_disabled",
            integer=_USE,
            timestamp="created_at updated_at last_accessed_at last_viewed_at deleted_at",
        ),
        nested={"model_name": ("model", "id"), "folder_name": ("folder", "name")},
        has_pages=True,
        has_deleted=True,
    ),
    Listing(
        "dashboards",
        "/dashboards/search",
        ("id",),
        columns_by_kind(
            string="id title description slug user_id user_name folder_id refresh_interval "
            "query_timezone last_updater_id last_updater_name deleter_id content_metadata_id "
            "lookml_link_id",
            boolean="readonly hidden deleted is_owner_disabled",
            integer=_USE,
            timestamp="created_at updated_at last_accessed_at last_viewed_at deleted_at",
        ),
        nested={"folder_name": ("folder", "name")},
        children=(
            Child(
                "dashboard_elements",
                "dashboard_elements",
                ("dashboard_id", "id"),
                columns_by_kind(
                    string="dashboard_id id type title title_text subtitle_text body_text "
                    "note_text query_id look_id merge_result_id result_maker_id lookml_link_id "
                    "refresh_interval",
                    boolean="title_hidden",
                    integer="alert_count",
                ),
                _DASHBOARD_PARENT,
            ),
            Child(
                "dashboard_filters",
                "dashboard_filters",
                ("dashboard_id", "id"),
                columns_by_kind(
                    string="dashboard_id id name title type default_value model explore dimension",
                    boolean="allow_multiple_values required",
                    integer="row",
                    array="listens_to_filters",
                    json="ui_config",
                ),
                _DASHBOARD_PARENT,
            ),
            Child(
                "dashboard_layouts",
                "dashboard_layouts",
                ("dashboard_id", "id"),
                columns_by_kind(
                    string="dashboard_id id type label description",
                    boolean="active deleted",
                    integer="column_width width order",
                    array="dashboard_layout_components",
                ),
                _DASHBOARD_PARENT,
            ),
        ),
        has_pages=True,
        has_deleted=True,
    ),
    Listing(
        "folders",
        "/folders/search",
        ("id",),
        columns_by_kind(
            string="id name parent_id creator_id content_metadata_id external_id",
            boolean="is_personal is_personal_descendant is_shared_root is_users_root is_embed",
            integer="child_count",
            timestamp="created_at",
        ),
        has_pages=True,
    ),
    Listing(
        "boards",
        "/boards/search",
        ("id",),
        columns_by_kind(
            string="id title description user_id content_metadata_id",
            boolean="primary_homepage",
            array="board_sections section_order",
            timestamp="created_at updated_at deleted_at",
        ),
        has_pages=True,
        within={
            "board_sections": "id,title,description,item_order,"
            "board_items(id,look_id,dashboard_id,title,description)"
        },
    ),
    Listing(
        "scheduled_plans",
        "/scheduled_plans",
        ("id",),
        columns_by_kind(
            string="id name title user_id look_id dashboard_id lookml_dashboard_id query_id "
            "filters_string crontab datagroup timezone",
            boolean="enabled run_once run_as_recipient require_results require_no_results "
            "require_change send_all_results include_links",
            timestamp="created_at updated_at next_run_at last_run_at",
        ),
        children=(
            Child(
                "scheduled_plan_destinations",
                "scheduled_plan_destination",
                ("scheduled_plan_id", "id"),
                columns_by_kind(
                    string="scheduled_plan_id id type address format message parameters",
                    boolean="apply_formatting apply_vis looker_recipient",
                ),
                {"scheduled_plan_id": "id"},
            ),
        ),
        # Without it only those of the API user.
        parameters={"all_users": True},
    ),
)
