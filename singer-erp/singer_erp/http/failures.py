"""Failures of the network as errors: which host, why, and whether a retry may help."""

from __future__ import annotations

import os
import socket
import ssl
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests
import urllib3
from requests.utils import select_proxy

from singer_erp.errors import ConfigError, NetworkError, TransientError
from singer_erp.redaction import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from singer_erp.errors import ErpError

_MAX_LENGTH = 200
_ADVICE = (
    "Check `api_url`, `token_url` and the network; if the vendor is slow, raise "
    "`request_timeout_seconds`"
)
_TLS_ADVICE = (
    "Check `api_url`, `token_url` and the clock; if a proxy inspects TLS, set REQUESTS_CA_BUNDLE "
    "to a file with its CA certificate"
)
_PROXY_ADVICE = "Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY"
# The connection ended within the handshake or later, as any connection may.
_DROPPED = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
# What a proxy answers that refuses for good.
_REFUSED = ("403", "407")


def network_failure(
    vendor: str,
    request: requests.PreparedRequest,
    error: Exception,
    proxies: Mapping[str, str] | None = None,
) -> ErpError:
    """Return the error for a request that got no complete response.

    Args:
        vendor: The vendor's name.
        request: The request.
        error: What requests, urllib3 or the socket raised.
        proxies: Proxies of the environment, by scheme.
    """
    causes = list(_causes(error))
    what = f"{vendor} request {request.method} {path_of(request)} failed ({type(error).__name__})"
    host = _host(request.url)
    if isinstance(error, requests.exceptions.ProxyError | requests.exceptions.InvalidProxyURL):
        return _proxy_failure(what, _host(select_proxy(request.url or "", proxies)), causes)
    if isinstance(error, requests.exceptions.InvalidURL | urllib3.exceptions.LocationParseError):
        return invalid_url(vendor)
    return _final(what, host, causes) or TransientError(f"{what}: {_cause(causes, host)}", _ADVICE)


def invalid_url(vendor: str) -> ConfigError:
    """Return the error for a request whose URL is not valid."""
    return ConfigError(
        f"No request can be sent to {vendor}: the URL is not valid",
        "Write `api_url` and `token_url` like https://host/path",
    )


def path_of(request: requests.PreparedRequest) -> str:
    """Return the path without its query, which may contain data."""
    return str(request.path_url).split("?", 1)[0]


def _final(what: str, host: str, causes: list[BaseException]) -> ErpError | None:
    """Return the error that a retry would not change; None where one may help."""
    error = causes[0]
    for cause in causes:
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, (*_DROPPED, TimeoutError)):
            return NetworkError(f"{what}: TLS with {host} failed: {_why(cause)}", _TLS_ADVICE)
    if isinstance(error, requests.exceptions.InvalidSchema):
        return NetworkError(
            f"{what}: SOCKS proxies need PySocks", "Install PySocks with the plugin"
        )
    if isinstance(error, ValueError):
        return ConfigError(
            f"{what}: a header has characters that HTTP does not allow", "Check the credentials"
        )
    if "CA certificate bundle" in str(error):
        path = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")
        return NetworkError(
            f"{what}: there is no file {path}", "Correct REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE"
        )
    return None


def _proxy_failure(what: str, proxy: str, causes: list[BaseException]) -> ErpError:
    [*_, last] = causes
    reason = f"{what}: the proxy {proxy or 'of the environment'} failed: {_why(last)}"
    is_final = isinstance(causes[0], requests.exceptions.InvalidProxyURL) or any(
        f"failed: {status}" in str(last) for status in _REFUSED
    )
    return (NetworkError if is_final else TransientError)(reason, _PROXY_ADVICE)


def _cause(causes: list[BaseException], host: str) -> str:
    """Return in words why there is no complete response."""
    for cause in causes:
        if isinstance(cause, urllib3.exceptions.NameResolutionError | socket.gaierror):
            return f"the name {host} cannot be resolved: {_why(causes[-1])}"
        if isinstance(cause, urllib3.exceptions.ReadTimeoutError | TimeoutError):
            return f"{host} did not send a complete response in time"
        if isinstance(cause, urllib3.exceptions.NewConnectionError):
            return f"no connection to {host}: {_why(causes[-1])}"
        if isinstance(cause, urllib3.exceptions.ConnectTimeoutError):
            return f"{host} did not accept a connection in time"
        if isinstance(cause, urllib3.exceptions.DecodeError):
            return f"the response of {host} is not encoded as its headers say"
    return f"{host} sent no complete response: {_why(causes[-1])}"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what it was raised for, the innermost last."""
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        within = [getattr(found, "reason", None), getattr(found, "original_error", None)]
        within += [*found.args, found.__cause__, found.__context__]
        found = next(
            (e for e in within if isinstance(e, BaseException) and id(e) not in seen), None
        )


def _why(cause: BaseException) -> str:
    """Return an innermost cause in words; only those of the system and of TLS are quoted."""
    if isinstance(cause, ssl.SSLCertVerificationError):
        return printable(cause.verify_message)
    if isinstance(cause, ssl.SSLError):
        return (cause.reason or "unknown reason").replace("_", " ").lower()
    if isinstance(cause, OSError):
        return printable(cause.strerror or str(cause))[:_MAX_LENGTH] or type(cause).__name__
    return type(cause).__name__


def _host(url: str | None) -> str:
    """Return host and port of a URL, without credentials."""
    return urlsplit(url or "").netloc.rpartition("@")[2]
