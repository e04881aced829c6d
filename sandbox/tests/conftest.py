"""One server for all tests: starting and stopping one takes longer than most tests."""

import pytest
from erp_sandbox.core.launch import Launch
from erp_sandbox.core.server import Server
from erp_sandbox.testing import Sandbox


class Switchboard:
    """An app that passes each request to the application of the test that is running."""

    def __init__(self):
        self.application = None

    async def __call__(self, scope, receive, send):
        await self.application.asgi(scope, receive, send)


@pytest.fixture(scope="session")
def switchboard():
    switchboard = Switchboard()
    with Server(switchboard) as server:
        switchboard.url = server.url
        yield switchboard


@pytest.fixture
def serve(switchboard):
    """Builds a vendor and serves it to the test."""

    def serve(vendor, *, clock=None, **options):
        launch = Launch({vendor: options}, clock=clock)
        switchboard.application = launch.applications[vendor]
        return Sandbox.connect(switchboard.url)

    return serve
