"""What the owner of a plan must see: the content that the plan sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.looker.content.dashboards import DASHBOARDS
from erp_sandbox.looker.content.looks import LOOKS
from erp_sandbox.looker.errors import ApiError
from erp_sandbox.looker.plans.tiles import lookml_dashboard

if TYPE_CHECKING:
    from erp_sandbox.looker.view import View

_RESOURCES = {"look_id": LOOKS, "dashboard_id": DASHBOARDS}


def sees(view: View, name: str, key: str) -> bool:
    """Return whether a user sees what a plan sends.

    Args:
        view: The instance as the user sees it.
        name: The property of the plan, such as `look_id`.
        key: Its value.
    """
    if name == "query_id":
        return view.store.find("queries", key) is not None
    if name == "lookml_dashboard_id":
        try:
            lookml_dashboard(view.catalog, view.user, key)
        except ApiError:
            return False
        return True
    resource = _RESOURCES[name]
    row = view.store.find(resource.kind, key)
    return row is not None and not row["deleted"] and resource.visible(view, row)
