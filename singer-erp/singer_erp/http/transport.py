"""One try of a request: a session, a total time, and failures of the network as errors."""

from __future__ import annotations

import io
import tempfile
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
import urllib3

from singer_erp.errors import TransientError
from singer_erp.http.deadline import Deadline, DeadlineAdapter
from singer_erp.http.failures import network_failure, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping

_CONNECT_SECONDS = 30.0
_CHUNK = 1 << 18
_SUCCESS = range(200, 300)


class Transport:
    """Sends requests once; threads may share it.

    Args:
        vendor: The vendor's name, for messages.
        timeout_seconds: Total time of a request, from connecting to the last byte.
    """

    def __init__(self, vendor: str, timeout_seconds: float) -> None:
        self._vendor = vendor
        self._seconds = timeout_seconds
        self._timeout = (min(_CONNECT_SECONDS, timeout_seconds), timeout_seconds)
        self._idle: list[requests.Session] = []
        self._options: dict[tuple[str, str], dict[str, Any]] = {}

    def send(self, request: requests.PreparedRequest, *, spools: bool = False) -> requests.Response:
        """Send a request and return the complete response, whatever its status.

        Args:
            request: The request.
            spools: Whether a successful body goes to a temporary file, which becomes `raw` of the
                response, instead of memory.

        Raises:
            TransientError: There was no complete response.
            NetworkError: There was none, and a retry would not help.
            ConfigError: The URL or a header is not valid.
        """
        deadline = Deadline(self._seconds)
        proxies: MutableMapping[str, str] = {}
        try:
            with self._session() as session, deadline:
                options = self._environment(session, request.url or "")
                proxies = options["proxies"]
                response = session.send(
                    request,
                    timeout=self._timeout,
                    allow_redirects=False,
                    **(options | {"stream": True}),
                )
                _receive(response, spools=spools and response.status_code in _SUCCESS)
        except (
            requests.RequestException,
            urllib3.exceptions.HTTPError,
            OSError,
            ValueError,
        ) as error:
            if not deadline.expired:
                raise network_failure(self._vendor, request, error, proxies) from None
        else:
            # A body without a length looks complete when its connection is shut down.
            if not deadline.expired:
                return response
        raise TransientError(
            f"{self._vendor} request {request.method} {path_of(request)} failed (Timeout): no "
            f"complete response within {self._seconds:g} seconds",
            "If the vendor is slow, raise `request_timeout_seconds`",
        )

    def _environment(self, session: requests.Session, url: str) -> dict[str, Any]:
        """Return the proxies and certificates of the environment, as requests reads them.

        Once for each host: it looks at all variables, which takes a millisecond.
        """
        host = urlsplit(url)[:2]
        if host not in self._options:
            self._options[host] = {**session.merge_environment_settings(url, {}, None, None, None)}
        return self._options[host]

    @contextmanager
    def _session(self) -> Iterator[requests.Session]:
        """Provide a session for one request: threads cannot share one, but can take turns."""
        try:
            session = self._idle.pop()
        except IndexError:
            session = requests.Session()
            session.mount("http://", DeadlineAdapter())
            session.mount("https://", DeadlineAdapter())
        yield session
        self._idle.append(session)


def _receive(response: requests.Response, *, spools: bool) -> None:
    """Read a body into memory, or into a nameless temporary file.

    In larger parts than requests reads, which takes a tenth of the time of a page.
    """
    create = tempfile.TemporaryFile if spools else _Body
    with ExitStack() as failed:
        file = failed.enter_context(create())
        failed.callback(response.close)
        for chunk in response.raw.stream(_CHUNK, decode_content=True):
            file.write(chunk)
        file.seek(0)
        failed.pop_all()
    response.raw = file


class _Body(io.BytesIO):
    """A body in memory, which requests takes as a whole: without a copy."""

    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        """Yield all of it, whatever the size of parts that requests asks for."""
        yield self.getvalue()
