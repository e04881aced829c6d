"""A server of S3: moto's, with keys that are checked and a folder of what was put."""

from __future__ import annotations

import hmac
import logging
import threading
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from erp_sandbox.looker.receivers.folder import Folder
    from erp_sandbox.looker.receivers.rules import Rules

_HOST = "127.0.0.1"
_POLL = 0.02  # how soon the server stops
_ERROR = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    "<Error><Code>{code}</Code><Message>{message}</Message></Error>"
)
_DENIED = ("AccessDenied", "Access Denied")
_UNKNOWN_KEY = (
    "InvalidAccessKeyId",
    "The AWS Access Key Id you provided does not exist in our records.",
)
_WRONG_SECRET = (
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided.",
)


class Buckets:
    """The S3 server.

    Args:
        folder: Gets `s3/<bucket>/<key>`.
        rules: Which buckets deny writes, and which keys are known.
    """

    def __init__(self, folder: Folder, rules: Rules) -> None:
        # The packages of the extra `looker` are imported only when they are used.
        from moto.moto_server.werkzeug_app import (  # noqa: PLC0415
            DomainDispatcherApplication,
            create_backend_app,
        )
        from werkzeug.serving import make_server  # noqa: PLC0415

        logging.getLogger("werkzeug").setLevel(logging.WARNING)
        self._folder = folder
        self._rules = rules
        self._app: WSGIApplication = DomainDispatcherApplication(create_backend_app)
        self._made: set[str] = set()
        self._server = make_server(_HOST, 0, self._respond, threaded=True)
        self.port: int = self._server.server_port
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_POLL,), name="looker-buckets", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop the server."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _respond(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        bucket, _, key = environ["PATH_INFO"].lstrip("/").partition("/")
        size = int(environ.get("CONTENT_LENGTH") or 0)
        data = environ["wsgi.input"].read(size)
        environ["wsgi.input"] = BytesIO(data)
        refusal = self._refusal(environ, bucket, data)
        if refusal is not None:
            code, message = refusal
            start("403 Forbidden", [("Content-Type", "application/xml")])
            return [_ERROR.format(code=code, message=message).encode()]
        if self._rules.buckets is None or bucket in self._rules.buckets:
            self._make(bucket, environ)
        accepted: list[str] = []

        def started(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            accepted.append(status)
            return start(status, headers, *more)

        body = list(self._app(environ, started))
        put = environ["REQUEST_METHOD"] == "PUT" and key
        if put and accepted[-1].startswith(str(HTTPStatus.OK.value)):
            self._folder.write(f"s3/{bucket}/{key}", data)
        return body

    def _refusal(
        self, environ: WSGIEnvironment, bucket: str, data: bytes
    ) -> tuple[str, str] | None:
        """Return the code and the message of a request that is refused."""
        keys = self._rules.s3_keys
        if keys is not None:
            signature = environ.get("HTTP_AUTHORIZATION", "")
            _, _, scope = signature.partition("Credential=")
            access_key, _, _ = scope.partition("/")
            if access_key not in keys:
                return _UNKNOWN_KEY
            expected = _signature(environ, data, access_key, keys[access_key])
            if not hmac.compare_digest(signature, expected):
                return _WRONG_SECRET
        return _DENIED if bucket in self._rules.denied_buckets else None

    def _make(self, bucket: str, environ: WSGIEnvironment) -> None:
        """Create a bucket that is used for the first time."""
        if bucket in self._made:
            return
        self._made.add(bucket)
        request = {
            **environ,
            "REQUEST_METHOD": "PUT",
            "PATH_INFO": f"/{bucket}",
            "QUERY_STRING": "",
            "CONTENT_LENGTH": "0",
            "wsgi.input": BytesIO(b""),
        }
        list(self._app(request, _ignore))


def _ignore(_status: str, _headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], object]:
    """Start a response that nobody reads."""
    return lambda _: None


def _signature(environ: Mapping[str, Any], data: bytes, access_key: str, secret: str) -> str:
    """Return the `Authorization` header that the key's secret gives the request."""
    from botocore.auth import S3SigV4Auth  # noqa: PLC0415 - of the extra `looker`
    from botocore.awsrequest import AWSRequest  # noqa: PLC0415
    from botocore.credentials import Credentials  # noqa: PLC0415

    given = environ["HTTP_AUTHORIZATION"]
    names = given.partition("SignedHeaders=")[2].partition(",")[0].split(";")
    scope = given.partition("Credential=")[2].partition(",")[0].split("/")
    url = f"http://{environ['HTTP_HOST']}{environ.get('RAW_URI', environ['PATH_INFO'])}"
    headers = {name: _header(environ, name) for name in names}
    request = AWSRequest(environ["REQUEST_METHOD"], url, headers, data)
    signer = S3SigV4Auth(Credentials(access_key, secret), "s3", scope[2])
    request.context["timestamp"] = environ["HTTP_X_AMZ_DATE"]
    canonical = signer.canonical_request(request)
    signature = signer.signature(signer.string_to_sign(request, canonical), request)
    return f"{given.partition('Signature=')[0]}Signature={signature}"


def _header(environ: Mapping[str, Any], name: str) -> str:
    text = name.upper().replace("-", "_")
    return str(environ.get(f"HTTP_{text}", environ.get(text, "")))
