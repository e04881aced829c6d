"""Settings that mean the same in the plugins of Acumatica."""

from __future__ import annotations

from singer_sdk import typing as th

API_URL = th.Property(
    "api_url",
    th.StringType,
    required=True,
    title="Site URL",
    description="The site, with its path if it has one: https://acme.acumatica.com or "
    "https://erp.acme.com/AcmeERP.",
)
ENDPOINT_NAME = th.Property(
    "endpoint_name",
    th.StringType,
    default="Default",
    title="Endpoint",
    description="Name of the web service endpoint (screen SM207060).",
)
ENDPOINT_VERSION = th.Property(
    "endpoint_version",
    th.StringType,
    default="24.200.001",
    title="Endpoint version",
    description="Version of the endpoint; `{api_url}/entity` lists those of the instance.",
)
CLIENT_ID = th.Property(
    "client_id",
    th.StringType,
    title="Client ID",
    description="OAuth 2.0: of the connected application (screen SM303010), GUID@Tenant.",
)
CLIENT_SECRET = th.Property(
    "client_secret",
    th.StringType,
    secret=True,
    title="Client secret",
    description="OAuth 2.0: a shared secret of the application.",
)
USERNAME = th.Property(
    "username",
    th.StringType,
    title="User",
    description="`oauth_password` and `cookie`: the user's name.",
)
PASSWORD = th.Property(
    "password",
    th.StringType,
    secret=True,
    title="Password",
    description="`oauth_password` and `cookie`: the user's password. A password that is "
    "rejected is not sent again: Acumatica locks users.",
)
MAX_CONCURRENCY = th.Property(
    "max_concurrency",
    th.IntegerType(minimum=1, maximum=50),
    default=1,
    title="Sessions",
    description="Maximum API sessions of a run, each of which takes a seat of the license and "
    "sends one request at a time. With more than one, the application needs the scope "
    "`api:concurrent_access`.",
)
SESSION_WAIT_SECONDS = th.Property(
    "session_wait_seconds",
    th.IntegerType(minimum=0),
    default=900,
    title="Wait for a session",
    description="Maximum seconds to wait while all API sessions of the license or of the user "
    "are taken. A session that was not signed out ends after 10 minutes without use, or after "
    "an hour with OAuth 2.0.",
)


def auth_method(plugin: str) -> th.Property[str]:
    """Return the setting of how a plugin signs in."""
    return th.Property(
        "auth_method",
        th.StringType(allowed_values=["oauth_password", "oauth_code", "cookie"]),
        default="oauth_password",
        title="Authentication method",
        description="`oauth_password`: a connected application with the flow *Resource Owner "
        "Password Credentials*. `oauth_code`: one with *Authorization Code*; run "
        f"`{plugin} login`. `cookie`: sign in with user and password alone, which Acumatica is "
        "going to discontinue.",
    )


def refresh_token(plugin: str) -> th.Property[str]:
    """Return the setting of a plugin's first refresh token."""
    return th.Property(
        "refresh_token",
        th.StringType,
        secret=True,
        title="Refresh token",
        description=f"`oauth_code`: first refresh token, instead of `{plugin} login`.",
    )
