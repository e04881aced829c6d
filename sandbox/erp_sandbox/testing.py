"""A sandbox for tests, started on a free port.

with Sandbox.start(profile=Profile(documents=200)) as sandbox:
config = sandbox.netsuite.config()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from erp_sandbox.application import Application
from erp_sandbox.client import RemoteSandbox, SandboxError
from erp_sandbox.clock import Clock
from erp_sandbox.netsuite.books import Books, Profile
from erp_sandbox.quickbooks.application import REALMS, QuickBooksApplication
from erp_sandbox.salesforce.application import SalesforceApplication
from erp_sandbox.server import Server, Tls

if TYPE_CHECKING:
    from types import TracebackType

    from erp_sandbox.netsuite.call import Company

__all__ = ["Profile", "Sandbox", "SandboxError"]


class Sandbox(RemoteSandbox):
    """A sandbox of this process (or, with `connect`, of another), driven over HTTP."""

    def __init__(self, url: str, server: Server | None = None) -> None:
        super().__init__(url)
        self._server = server

    @classmethod
    def start(
        cls,
        profile: Profile | None = None,
        *,
        company: Company | None = None,
        clock: Clock | None = None,
        seed: int | None = None,
    ) -> Self:
        """Start one in a daemon thread of this process; stop it with `with` or `stop`.

        Args:
            profile: The company to generate; the default profile if none is given.
            company: Books made already, instead of a profile.
            clock: Real time if none is given.
            seed: Of the order of unordered rows; the profile's if none is given.
        """
        clock = clock or Clock()
        profile = profile or Profile()
        books: Company = company or Books.build(profile, clock)
        application = Application(books, clock, seed=profile.seed if seed is None else seed)
        server = Server(application.asgi)
        server.start()
        return cls(server.url, server)

    @classmethod
    def start_salesforce(
        cls, *, clock: Clock | None = None, seed: int = 0, tls: Tls | None = None
    ) -> Self:
        """Start a Salesforce org instead of a NetSuite account.

        Args:
            clock: Real time if none is given.
            seed: Of the order of Bulk results.
            tls: Serves HTTPS, for clients that know nothing else.
        """
        application = SalesforceApplication(clock or Clock(), seed=seed)
        server = Server(application.asgi, tls=tls)
        server.start()
        return cls(server.url, server)

    @classmethod
    def start_quickbooks(
        cls,
        *,
        documents: int = 200,
        realm_ids: tuple[str, ...] = REALMS,
        clock: Clock | None = None,
        seed: int = 0,
    ) -> Self:
        """Start QuickBooks companies instead of a NetSuite account.

        Args:
            documents: Transactions each company begins with.
            realm_ids: The companies.
            clock: Real time if none is given.
            seed: Of the companies and of the order of batch answers.
        """
        application = QuickBooksApplication(
            clock or Clock(), documents=documents, realm_ids=realm_ids, seed=seed
        )
        server = Server(application.asgi)
        server.start()
        return cls(server.url, server)

    @classmethod
    def connect(cls, url: str) -> Self:
        """Drive one that runs already, such as `os.environ["ERP_SANDBOX_URL"]`."""
        return cls(url)

    def stop(self) -> None:
        """Stop a sandbox that was started here."""
        if self._server is not None:
            self._server.stop()
            # The server holds the books; without it their memory is free.
            self._server = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stop()
