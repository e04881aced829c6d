"""`make demo` in a checkout whose `.env` has the settings of real accounts."""

from __future__ import annotations

import os
from pathlib import Path

from erp_sandbox.testing import Sandbox

ROOT = Path(__file__).parents[2]
_FOREIGN = ("TAP_", "TARGET_", "MELTANO_")


def test_the_setup_of_the_simulated_org_uses_no_setting_of_a_real_one(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(ROOT)
    from demo.salesforce import _set_up  # noqa: PLC0415

    # The port of nothing stands for the login host of the real org.
    token_url = "http://127.0.0.1:9/services/oauth2/token"
    (tmp_path / ".env").write_text(f"TARGET_SALESFORCE_TOKEN_URL={token_url}\n")
    monkeypatch.chdir(tmp_path)
    environment = {n: v for n, v in os.environ.items() if not n.startswith(_FOREIGN)}
    environment |= {
        "MELTANO_DATABASE_URI": f"sqlite:///{tmp_path}/meltano.db",
        "MELTANO_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    with Sandbox.start("salesforce") as sandbox:
        _set_up(environment | sandbox.salesforce.environment())

        assert any("oauth2/token" in entry["path"] for entry in sandbox.journal())
