"""What plans can send, and where to: tables."""

from __future__ import annotations

import re
from dataclasses import dataclass

TABLES = ("txt", "csv", "json", "json_detail", "xlsx", "html")
"""Formats of rows."""
PICTURES = ("wysiwyg_pdf", "assembled_pdf", "wysiwyg_png")
"""Formats of a rendered page."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_HTTPS = re.compile(r"https://[^/\s]+(/\S*)?|http://127\.0\.0\.1(:\d+)?(/\S*)?")
_S3 = re.compile(r"s3://[a-z0-9][a-z0-9.-]+(/.*)?")
_SFTP = re.compile(r"sftp://[^/\s]+(/.*)?")


@dataclass(frozen=True)
class Kind:
    """A type of destination.

    Attributes:
        permission: What the owner of a plan needs.
        address: The form of an address.
        form: The form in words.
        formats: Formats that it takes.
        parameters: Required keys of `parameters`.
        secrets: Required keys of `secret_parameters`.
    """

    permission: str
    address: re.Pattern[str]
    form: str
    formats: tuple[str, ...]
    parameters: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()


KINDS = {
    "email": Kind(
        "schedule_look_emails", _EMAIL, "an email address", (*TABLES, *PICTURES, "csv_zip")
    ),
    # The vendor needs a valid certificate; only the loopback interface does without.
    "webhook": Kind(
        "send_outgoing_webhook",
        _HTTPS,
        "an https URL",
        (*TABLES, "inline_json", *PICTURES, "csv_zip"),
    ),
    "s3": Kind(
        "send_to_s3",
        _S3,
        "s3://bucket/path/",
        (*TABLES, *PICTURES, "csv_zip"),
        ("access_key_id", "region"),
        ("secret_access_key",),
    ),
    "sftp": Kind(
        "send_to_sftp",
        _SFTP,
        "sftp://host/path/",
        (*TABLES, *PICTURES, "csv_zip"),
        ("username",),
        ("password",),
    ),
}
"""Destinations by `type`."""

DASHBOARD_ONLY = frozenset({"wysiwyg_pdf", "assembled_pdf", "csv_zip"})
"""Formats of dashboards, but not of Looks and queries."""
DASHBOARD_FORMATS = frozenset({*PICTURES, "csv", "csv_zip"})
"""Formats that a dashboard can be sent in; `csv` is a zip archive of its tiles."""
ALL_RESULTS_FORMATS = frozenset({*TABLES, "inline_json"})
"""Formats with `send_all_results`."""

CONTENTS = ("look_id", "dashboard_id", "lookml_dashboard_id", "query_id")
"""What a plan sends: one of these."""
CONDITIONS = ("require_results", "require_no_results", "require_change")
"""When a plan with a Look sends; all three are required."""

DEFAULTS = {
    "name": None,
    "user_id": None,
    "run_as_recipient": False,
    "enabled": True,
    "look_id": None,
    "dashboard_id": None,
    "lookml_dashboard_id": None,
    "query_id": None,
    "filters_string": None,
    "dashboard_filters": None,
    "require_results": False,
    "require_no_results": False,
    "require_change": False,
    "send_all_results": False,
    "crontab": None,
    "datagroup": None,
    "timezone": None,
    "run_once": False,
    "include_links": False,
    "include_dashboard_summary": False,
    "custom_url_base": None,
    "custom_url_params": None,
    "custom_url_label": None,
    "show_custom_url": False,
    "pdf_paper_size": None,
    "pdf_landscape": False,
    "embed": False,
    "color_theme": None,
    "long_tables": False,
    "pdf_page_breaks": False,
    "tab_ids": None,
    "inline_table_width": None,
}
"""Writable properties of a plan, with their values by default."""

DESTINATION_DEFAULTS = {
    "type": None,
    "address": None,
    "format": None,
    "apply_formatting": False,
    "apply_vis": False,
    "parameters": None,
    "message": None,
}
"""Writable properties of a destination; secret parameters are stored separately."""
