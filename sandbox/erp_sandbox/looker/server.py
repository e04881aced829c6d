"""What the instance says about itself, and about its caller."""

from __future__ import annotations

from typing import Any

from erp_sandbox.looker.call import Call, Operation

RELEASE = "26.12.3"
_FULL = "4.0.26.12"


def operations() -> list[Operation]:
    """Return the operations."""
    return [
        Operation("GET", "/versions", _versions, meter="none"),
    ]


def _versions(call: Call) -> dict[str, Any]:
    current = {
        "version": "4.0",
        "full_version": _FULL,
        "status": "current",
        "swagger_url": f"{call.host}/api/4.0/swagger.json",
    }
    return {
        "looker_release_version": RELEASE,
        "current_version": current,
        "supported_versions": [current],
        "api_server_url": call.host,
        "web_server_url": call.host,
    }
