"""Administration: users, groups, roles, connections, datagroups."""

from __future__ import annotations

from singer_erp.messages.projection import columns_by_kind

from tap_looker.streams.listing import Listing

ADMINISTRATION = (
    Listing(
        "users",
        "/users",
        ("id",),
        columns_by_kind(
            string="id display_name first_name last_name email locale personal_folder_id "
            "home_folder_id service_account_name",
            boolean="is_disabled is_service_account verified_looker_employee "
            "roles_externally_managed",
            array="group_ids role_ids",
        ),
        has_pages=True,
    ),
    Listing(
        "groups",
        "/groups",
        ("id",),
        columns_by_kind(
            string="id name external_group_id",
            boolean="externally_managed include_by_default can_add_to_content_metadata",
            integer="user_count",
        ),
        has_pages=True,
    ),
    Listing(
        "roles",
        "/roles/search",
        ("id",),
        columns_by_kind(string="id name"),
        nested={
            "permission_set_id": ("permission_set", "id"),
            "model_set_id": ("model_set", "id"),
        },
        has_pages=True,
    ),
    Listing(
        "permission_sets",
        "/permission_sets/search",
        ("id",),
        columns_by_kind(string="id name", boolean="all_access built_in", array="permissions"),
        has_pages=True,
    ),
    Listing(
        "model_sets",
        "/model_sets/search",
        ("id",),
        columns_by_kind(string="id name", boolean="all_access built_in", array="models"),
        has_pages=True,
    ),
    Listing(
        "connections",
        "/connections",
        ("name",),
        columns_by_kind(
            string="name dialect_name host port database schema username db_timezone "
            "query_timezone tmp_db_name maintenance_cron last_regen_at last_reap_at created_at "
            "user_id",
            boolean="ssl verify_ssl pdts_enabled pdt_api_control_enabled example managed "
            "user_db_credentials",
            integer="max_connections max_queries pool_timeout pdt_concurrency",
        ),
    ),
    Listing(
        "datagroups",
        "/datagroups",
        ("id",),
        columns_by_kind(
            string="id model_name name trigger_value trigger_error",
            timestamp="created_at stale_before trigger_check_at triggered_at",
        ),
        seconds=("created_at", "stale_before", "trigger_check_at", "triggered_at"),
    ),
)
