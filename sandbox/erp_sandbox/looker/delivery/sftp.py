"""Deliveries to SFTP servers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from erp_sandbox.looker.delivery.message import SECONDS, DeliveryError
from erp_sandbox.looker.delivery.routes import folder_of

if TYPE_CHECKING:
    from erp_sandbox.looker.delivery.message import Delivery
    from erp_sandbox.looker.delivery.routes import Endpoint, Routes


def send(delivery: Delivery, endpoint: Endpoint, routes: Routes) -> None:
    """Write the result into the folder of the address, which is created if it is missing.

    Raises:
        DeliveryError: If the host has another key than before, or refuses user or file.
    """
    # The packages of the extra `looker` are imported only when they are used.
    import asyncssh  # noqa: PLC0415

    try:
        asyncio.run(asyncio.wait_for(_write(delivery, endpoint, routes), SECONDS))
    except asyncssh.HostKeyNotVerifiable:
        raise DeliveryError("The host key of the server has changed") from None
    except TimeoutError:
        raise DeliveryError(f"The server did not respond within {SECONDS} s") from None
    except (asyncssh.Error, OSError) as error:
        raise DeliveryError(str(error)) from None


async def _write(delivery: Delivery, endpoint: Endpoint, routes: Routes) -> None:
    import asyncssh  # noqa: PLC0415

    url = urlsplit(delivery.address)
    name = url.netloc

    class Client(asyncssh.SSHClient):
        """Trusts the first key of a host, and only that."""

        def validate_host_public_key(
            self, host: str, addr: str, port: int, key: asyncssh.SSHKey
        ) -> bool:
            _ = host, addr, port
            found = key.get_fingerprint()
            return routes.host_keys.setdefault(name, found) == found

    async with (
        asyncssh.connect(
            endpoint.host,
            endpoint.port,
            username=delivery.parameters["username"],
            password=delivery.secrets["password"],
            # Nothing of the local user: no known hosts, configuration, keys or agent.
            known_hosts=b"",
            config=[],
            client_keys=[],
            agent_path=None,
            client_factory=Client,
        ) as connection,
        connection.start_sftp_client() as sftp,
    ):
        folder = folder_of(url)
        if folder:
            await sftp.makedirs(folder, exist_ok=True)
        path = "/".join(filter(None, (folder, delivery.stored_name)))
        async with sftp.open(path, "wb") as file:
            await file.write(delivery.file.data)
