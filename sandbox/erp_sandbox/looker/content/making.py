"""Makes records: what the seed and the random changes have in common."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.plans.records import PlanRecords
from erp_sandbox.looker.queries import saved

if TYPE_CHECKING:
    from erp_sandbox.looker.catalog import Catalog
    from erp_sandbox.looker.store import Row, Store

_TOPICS = ("Cash Position", "AP Aging", "AR Aging", "Trial Balance", "Open Bills", "Net Amount")
_PERSONAL = 5
_SCOPES = ("by Account", "by Company", "by Department", "by Month", "Detail")


def user(store: Store, random: Random, first: str, last: str, *, roles: list[str]) -> Row:
    """Add a user with a personal folder."""
    now = store.now()
    chosen = ("1", random.choice(("2", "3", "4")))
    groups = [key for key in chosen if store.find("groups", key)]
    row = store.add(
        "users",
        {
            "first_name": first,
            "last_name": last,
            "display_name": f"{first} {last}",
            "email": f"{first}.{last}@example.com".lower(),
            "is_disabled": False,
            "is_service_account": False,
            "group_ids": groups,
            "role_ids": roles,
            "attributes": {},
            "created_at": now,
            "home_folder_id": "1",
        },
    )
    folder = {"name": row["display_name"], "parent_id": "2", "creator_id": row["id"]}
    personal = store.add("folders", {**folder, "created_at": now, "is_personal": True})
    row["personal_folder_id"] = personal["id"]
    return row


def look(store: Store, catalog: Catalog, random: Random) -> Row:
    """Add a Look on a random Explore."""
    query = saved.save(store, random_query(catalog, random))
    return store.add(
        "looks",
        {
            "title": f"{random.choice(_TOPICS)} {random.choice(_SCOPES)}",
            "description": random.choice((None, "Used in the monthly report.")),
            "query_id": query["id"],
            "public": False,
            "is_run_on_load": True,
            **_content(store, random, "looks"),
        },
    )


def plan(store: Store, random: Random) -> Row:
    """Add a plan of a random Look and user, which is not enabled."""
    number = store.count("scheduled_plans") + 1
    values = {
        "name": f"{random.choice(_TOPICS)} {number}",
        "user_id": random.choice(store.all("users"))["id"],
        "look_id": random.choice(store.all("looks"))["id"],
        "enabled": False,
        "crontab": f"{random.randint(0, 59)} 6 * * *",
    }
    destination = {"type": "email", "address": f"team{number}@example.com", "format": "csv"}
    return PlanRecords(store).add(values, [destination])


def dashboard(store: Store, catalog: Catalog, random: Random) -> Row:
    """Add a dashboard with tiles, filters and a layout."""
    row = store.add(
        "dashboards",
        {
            "title": f"{random.choice(_TOPICS)} Overview",
            "description": None,
            "hidden": False,
            "preferred_viewer": "dashboards-next",
            "query_timezone": None,
            "refresh_interval": None,
            "load_configuration": "cache_run",
            **_content(store, random, "dashboards"),
        },
    )
    row["slug"] = saved.slug(f"dashboard {row['id']}")
    for number in range(random.randint(1, 3)):
        element(store, catalog, random, row, is_look=number == 1)
    query = random_query(catalog, random)
    store.add(
        "dashboard_filters",
        {
            "dashboard_id": row["id"],
            "name": "Period",
            "title": "Period",
            "type": "field_filter",
            "default_value": "",
            "model": query["model"],
            "explore": query["view"],
            "dimension": query["fields"][0],
            "row": 0,
            "listens_to_filters": [],
            "allow_multiple_values": True,
            "required": False,
            "ui_config": {"type": "advanced", "display": "popover"},
        },
    )
    layout = {"type": "newspaper", "active": True, "column_width": 1, "width": 24}
    store.add("dashboard_layouts", {"dashboard_id": row["id"], **layout})
    return row


def element(
    store: Store, catalog: Catalog, random: Random, board: Row, *, is_look: bool = False
) -> Row:
    """Add a tile to a dashboard: a Look where there is one, or a query."""
    looks = store.all("looks") if is_look else []
    query = None if looks else saved.save(store, random_query(catalog, random))
    return store.add(
        "dashboard_elements",
        {
            "dashboard_id": board["id"],
            "type": "vis",
            "title": random.choice(_TOPICS),
            "title_text": None,
            "body_text": None,
            "note_text": None,
            "query_id": query["id"] if query else None,
            "look_id": random.choice(looks)["id"] if looks else None,
            "listen": {},
        },
    )


def random_query(catalog: Catalog, draws: Random) -> dict[str, Any]:
    """Return the definition of a query on a random Explore.

    One number is drawn whatever the Explores are: the rest of the content stays the same.
    """
    random = Random(draws.random())
    explores = [
        explore
        for source in catalog.sources
        if not source.internal
        for model in source.project.models.values()
        for explore in model.explores.values()
    ]
    explore = random.choice(explores)
    shown = [field for field in explore.fields.values() if not field.hidden]
    dimensions = [f.name for f in shown if f.category == "dimension"]
    measures = [f.name for f in shown if f.category == "measure"]
    chosen = random.sample(dimensions, min(2, len(dimensions))) + random.sample(
        measures, min(1, len(measures))
    )
    return {
        "model": explore.model,
        "view": explore.name,
        "fields": chosen,
        "sorts": [chosen[0]],
        "limit": random.choice(("500", "5000")),
        "total": random.random() < 0.2 or None,  # noqa: PLR2004 - some of them
        "query_timezone": "UTC",
    }


def _content(store: Store, random: Random, kind: str) -> Row:
    """Return what Looks and dashboards have in common; every fifth is in a personal folder."""
    owner = random.choice(store.all("users"))
    shared = random.choice([f["id"] for f in store.all("folders") if f["parent_id"] == "1"])
    personal = owner["personal_folder_id"] if (store.count(kind) + 1) % _PERSONAL == 0 else None
    now = store.history.clock.now()
    created = now - timedelta(days=random.randint(30, 700), seconds=random.randint(0, 86000))
    updated = created + timedelta(days=random.randint(0, 29), seconds=random.randint(0, 399))
    return {
        "folder_id": personal or shared,
        "user_id": owner["id"],
        "last_updater_id": owner["id"],
        "created_at": store.text(created),
        "updated_at": store.text(updated),
        "last_viewed_at": store.text(now - timedelta(hours=random.randint(1, 700))),
        "view_count": random.randint(0, 900),
        "favorite_count": random.randint(0, 3),
        "deleted": False,
        "deleted_at": None,
        "deleter_id": None,
    }
