"""Sign-in with a user's name and password, and the cookies of a session."""

from __future__ import annotations

import hmac
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.responses import Response

from erp_sandbox.acumatica.errors import ApiError, NoSeatError, invalid_body, no_seat, page
from erp_sandbox.acumatica.users import CredentialsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from erp_sandbox.acumatica.limits import Limits
    from erp_sandbox.acumatica.sessions import Session, Sessions
    from erp_sandbox.acumatica.store import Tenant
    from erp_sandbox.acumatica.users import User

_ID, _KEY = "ASP.NET_SessionId", ".ASPXAUTH"
_FIELDS = ("name", "password", "tenant", "company", "branch", "locale")


class Login:
    """The sign-in of one site.

    Args:
        site: The site's path.
        tenants: Its tenants; the first is the default one.
        user: Who may sign in.
        sessions: The open sessions.
        limits: The license.
    """

    def __init__(
        self, site: str, tenants: Sequence[Tenant], user: User, sessions: Sessions, limits: Limits
    ) -> None:
        self._site = site
        self._tenants = tenants
        self._user = user
        self._sessions = sessions
        self._limits = limits

    async def sign_in(self, request: Request) -> Response:
        """Return 204 and the cookies of a session.

        Raises:
            ApiError: 500 for wrong credentials, as Acumatica does.
        """
        if _bodiless(request):
            return page(411, "Length Required")
        given = _credentials(await request.body(), request.headers.get("content-type", ""))
        try:
            self._user.check(given.get("name", ""), given.get("password", ""))
            tenant = self._tenant(given.get("tenant") or given.get("company", ""))
            branch = self._branch(tenant, given.get("branch", ""))
        except CredentialsError as error:
            raise ApiError(500, str(error), error.kind) from None
        try:
            locale = given.get("locale", "")
            session = self._sessions.sign_in(tenant.name, self._user.name, branch, locale=locale)
        except NoSeatError:
            return no_seat(self._limits.over_limit or "text", self._site)
        response = Response(status_code=204)
        values = {
            _KEY: session.key,
            _ID: session.id,
            "CompanyID": tenant.name,
            "UserBranch": branch,
            "Locale": f"Culture={locale or 'en-US'}&TimeZone=GMTM0800A",
        }
        for name, value in values.items():
            self._set(request, response, name, value)
        return response

    def sign_out(self, request: Request, session_id: str = "") -> Response:
        """End the session of the request; the response is 204 in any case."""
        if _bodiless(request):
            return page(411, "Length Required")
        session = self.session(request)
        for ended in filter(None, (session_id, session.id if session else "")):
            self._sessions.sign_out(ended)
        response = Response(status_code=204)
        for name in (_KEY, _ID, "CompanyID", "UserBranch", "Locale"):
            response.delete_cookie(name)
        return response

    def cookie(self, request: Request) -> str:
        """Return the id of the session in the request's cookies, which may not exist."""
        return request.cookies.get(_ID, "")

    def session(self, request: Request) -> Session | None:
        """Return the session of the request's cookies."""
        session = self._sessions.find(self.cookie(request))
        key = request.cookies.get(_KEY, "")
        if session is None or not hmac.compare_digest(session.key.encode(), key.encode()):
            return None
        return session

    def keep(self, request: Request, response: Response, session: Session) -> Response:
        """Add the cookie of a session that a token has opened."""
        if self.cookie(request) != session.id:
            self._set(request, response, _ID, session.id)
        return response

    def _tenant(self, name: str) -> Tenant:
        """Return a tenant: the default one without a name, the only one for any name."""
        if not name or len(self._tenants) == 1:
            return self._tenants[0]
        for tenant in self._tenants:
            if tenant.name.casefold() == name.casefold():
                return tenant
        text = "A proper company ID cannot be determined for the request."
        raise CredentialsError(text, "PX.Data.PXUndefinedCompanyException")

    @staticmethod
    def _branch(tenant: Tenant, name: str) -> str:
        branches = tenant.organization.branches
        if name and name.upper() not in branches:
            raise CredentialsError(f"The branch {name} cannot be found in the system.")
        return name.upper() or next(iter(branches))

    @staticmethod
    def _set(request: Request, response: Response, name: str, value: str) -> None:
        secure = request.url.scheme == "https"
        response.set_cookie(
            name, value, path="/", httponly=True, secure=secure, samesite="none" if secure else None
        )


def _credentials(body: bytes, media_type: str) -> dict[str, str]:
    given: Any
    if "form-urlencoded" in media_type:
        given = dict(parse_qsl(body.decode("utf-8", "replace")))
    else:
        try:
            given = json.loads(body)
        except (ValueError, RecursionError):
            raise invalid_body("credentials", "The body is not valid JSON.") from None
    if not isinstance(given, dict):
        raise invalid_body("credentials", "The body is not an object.")
    return {name: str(given[name]) for name in _FIELDS if given.get(name) is not None}


def _bodiless(request: Request) -> bool:
    """Return whether a request has no length: IIS rejects it."""
    return not {"content-length", "transfer-encoding"} & set(request.headers.keys())
