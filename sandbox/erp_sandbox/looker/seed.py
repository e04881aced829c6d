"""The content of a new instance."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from erp_sandbox.looker.content import making
from erp_sandbox.looker.content.permissions import everything
from erp_sandbox.looker.store import Store

if TYPE_CHECKING:
    from erp_sandbox.core.state import History
    from erp_sandbox.looker.catalog import Catalog

ADMIN = "1"
"""The id of the administrator."""
API_USER = "2"
"""The id of the user that the plugins log in as."""
CLIENT_ID = "CGc9B7v7J48dQSJvSBox"
_READER = (
    "access_data",
    "see_looks",
    "see_user_dashboards",
    "see_lookml_dashboards",
    "explore",
    "download_with_limit",
)
_ROLES = (
    ("Admin", "Admin", "All"),
    ("Integration", "Integration", "Integration"),
    ("Finance", "User", "All"),
    ("Viewer", "Viewer", "All"),
)
"""Roles with their permission set and their model set."""
_USERS = (
    ("Ada", "Keller"),
    ("Singer", "Integration"),
    ("Jonas", "Frey"),
    ("Mia", "Santos"),
    ("Priya", "Raman"),
    ("Tom", "Okafor"),
    ("Lena", "Berg"),
    ("Noah", "Silva"),
)
_GROUPS = ("All Users", "Finance", "Procurement", "Sales")
_FOLDERS = ("Finance", "Payables", "Receivables", "Period Close", "Board Reports")


def store(history: History, catalog: Catalog, *, content: int, seed: int) -> Store:
    """Return the content of a new instance.

    Args:
        history: The clock, and the record of changes.
        catalog: The models that Looks and dashboards query.
        content: The number of Looks; there is a quarter as many dashboards.
        seed: Same seed, same content.
    """
    made, random = Store(history), Random(f"{seed}:content")
    _access(made)
    _people(made, random)
    _setup(made, catalog)
    # Without Explores there is nothing to save a query of.
    content = content if catalog.has_explores else 0
    for _ in range(content):
        making.look(made, catalog, random)
    for _ in range(content // 4):
        making.dashboard(made, catalog, random)
    _boards(made, random)
    return made


def _access(store: Store) -> None:
    for name, permissions in (
        ("Admin", []),
        ("Integration", everything()),
        ("User", [*_READER, "see_lookml", "download_without_limit", "save_content"]),
        ("Viewer", list(_READER[:4])),
    ):
        every = name == "Admin"
        row = {"name": name, "permissions": permissions, "all_access": every, "built_in": every}
        store.add("permission_sets", row)
    for name in ("All", "Integration"):
        store.add(
            "model_sets",
            {"name": name, "models": [], "all_access": True, "built_in": name == "All"},
        )
    sets = {row["name"]: row["id"] for row in store.all("permission_sets")}
    models = {row["name"]: row["id"] for row in store.all("model_sets")}
    for name, permission_set, model_set in _ROLES:
        store.add(
            "roles",
            {
                "name": name,
                "permission_set_id": sets[permission_set],
                "model_set_id": models[model_set],
                "group_ids": [],
            },
        )
    for name, default in (("company", "%"), ("locale", "en")):
        store.add(
            "user_attributes",
            {"name": name, "label": name.title(), "type": "string", "default_value": default},
        )


def _people(store: Store, random: Random) -> None:
    now = store.now()
    for name, parent in (("Shared", None), ("Users", None)):
        folder = {"name": name, "parent_id": parent, "creator_id": None, "created_at": now}
        store.add("folders", {**folder, "is_personal": False})
    for name in _GROUPS:
        store.add("groups", {"name": name, "parent_ids": []})
    for number, (first, last) in enumerate(_USERS):
        making.user(store, random, first, last, roles=[str(min(number + 1, 4))])
    store.get("users", API_USER)["is_service_account"] = True
    key = {"client_id": CLIENT_ID, "user_id": API_USER, "is_disabled": False, "created_at": now}
    store.add("credentials_api3", key)
    for name in _FOLDERS:
        folder = {"name": name, "parent_id": "1", "creator_id": ADMIN, "created_at": now}
        store.add("folders", {**folder, "is_personal": False})


def _setup(store: Store, catalog: Catalog) -> None:
    names = {
        model.connection: source.warehouse.dialect
        for source in catalog.sources
        for model in source.project.models.values()
        if not source.internal
    }
    for name, dialect in names.items():
        store.add(
            "connections",
            {
                "id": name,
                "name": name,
                "dialect_name": dialect,
                "host": "localhost",
                "port": "5432" if dialect == "postgres" else None,
                "database": "warehouse",
                "schema": "finance",
                "username": "looker",
                "db_timezone": "UTC",
                "query_timezone": "UTC",
                "tmp_db_name": "looker_scratch",
                "pdts_enabled": True,
                "pdt_api_control_enabled": True,
                "maintenance_cron": "*/5 * * * *",
                "last_regen_at": None,
                "last_reap_at": None,
                "created_at": store.now(),
                "user_id": ADMIN,
            },
        )


def _boards(store: Store, random: Random) -> None:
    now = store.now()
    times = {"created_at": now, "updated_at": now, "deleted_at": None}
    for title in ("Finance Home", "Period Close"):
        board = store.add(
            "boards", {"title": title, "description": None, "user_id": ADMIN, **times}
        )
        section = store.add(
            "board_sections",
            {"title": "Reports", "description": None, "board_id": board["id"], **times},
        )
        for kind, name in (("looks", "look_id"), ("dashboards", "dashboard_id")):
            for row in random.sample(store.all(kind), min(2, store.count(kind))):
                references = {"look_id": None, "dashboard_id": None, name: row["id"]}
                store.add("board_items", {"board_section_id": section["id"], **references})
