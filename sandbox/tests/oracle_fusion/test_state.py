"""Pods that are kept between runs."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from erp_sandbox.core.launch import Launch
from erp_sandbox.core.server import Server
from erp_sandbox.oracle_fusion.resources import RESOURCES
from erp_sandbox.testing import Sandbox


@pytest.fixture
def run(tmp_path):
    """Serves the pod that the folder holds."""

    @contextmanager
    def run():
        launch = Launch({"oracle_fusion": {"documents": 20}}, state_dir=tmp_path)
        with launch, Server(launch.applications["oracle_fusion"].asgi) as server:
            yield Sandbox.connect(server.url)

    return run


def test_records_secrets_and_passwords_outlive_a_run(run, connect):
    def seen(sandbox):
        control = sandbox.oracle_fusion
        names = ("client_id", "client_secret", "username", "password")
        settings = control.config() | control.config(auth="basic")
        records = {name: control.truth(name) for name in RESOURCES}
        return [settings[name] for name in names], records

    with run() as sandbox:
        sandbox.oracle_fusion.mutate("random", steps=15, seed=3)
        first = seen(sandbox)

    with run() as sandbox:
        assert seen(sandbox) == first
        connect(sandbox).sign_in()
