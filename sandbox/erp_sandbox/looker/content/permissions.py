"""The permissions that roles can have, each below another one."""

from __future__ import annotations

TREE: dict[str, tuple[str, ...]] = {
    "": (
        "access_data",
        "see_user_dashboards",
        "manage_spaces",
        "manage_users",
        "manage_groups",
        "manage_roles",
        "manage_user_attributes",
        "manage_homepage",
        "see_system_activity",
        "see_users",
        "see_alerts",
        "sudo",
    ),
    "access_data": (
        "see_looks",
        "see_lookml_dashboards",
        "see_drill_overlay",
        "clear_cache_refresh",
        "see_sql",
        "see_lookml",
    ),
    "see_looks": ("explore", "save_content", "download_with_limit", "schedule_look_emails"),
    "explore": ("create_table_calculations", "create_custom_fields"),
    "download_with_limit": ("download_without_limit",),
    "schedule_look_emails": (
        "schedule_external_look_emails",
        "create_alerts",
        "send_outgoing_webhook",
        "send_to_s3",
        "send_to_sftp",
        "send_to_integration",
    ),
    "see_lookml": ("develop", "see_datagroups", "see_pdts", "see_queries", "see_schedules"),
    "develop": ("deploy", "use_sql_runner", "support_access_toggle"),
    "see_datagroups": ("update_datagroups",),
    "see_schedules": ("manage_schedules",),
}
"""The permissions by the one that they need (the tree of the vendor is larger)."""


def permissions() -> list[dict[str, str | None]]:
    """Return all permissions as the API lists them."""
    return [
        {
            "permission": name,
            "parent": parent or None,
            "description": f"{name.replace('_', ' ').capitalize()}.",
        }
        for parent, names in TREE.items()
        for name in names
    ]


def everything() -> list[str]:
    """Return the names of all permissions."""
    return [name for names in TREE.values() for name in names]
