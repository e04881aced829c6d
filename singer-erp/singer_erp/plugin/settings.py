"""Settings that mean the same in every plugin."""

from __future__ import annotations

from types import NoneType
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

import msgspec
from singer_sdk import typing as th

from singer_erp.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")

API_URL = th.Property(
    "api_url",
    th.StringType,
    title="API URL",
    description="Root of the vendor's API; set it for a proxy or a sandbox. Default: the "
    "vendor's own.",
)
TOKEN_URL = th.Property(
    "token_url",
    th.StringType,
    title="Token URL",
    description="OAuth 2.0 token endpoint. Default: the vendor's own.",
)
ALLOW_HTTP = th.Property(
    "allow_http",
    th.BooleanType,
    default=False,
    title="Allow HTTP",
    description="Whether requests may go to `http://` URLs of other hosts, such as a proxy in a "
    "trusted network: credentials and records then cross it unencrypted. Loopback is always "
    "allowed.",
)
AUDIT_URL = th.Property(
    "audit_url",
    th.StringType,
    secret=True,
    title="Audit log",
    description="SQLAlchemy URL of the audit log, which records the request of every page. With "
    "the target's URL, `singer-erp audit record` shows a record from source to destination. "
    "Default: no audit log.",
)
WEBHOOK_INBOX_URL = th.Property(
    "webhook_inbox_url",
    th.StringType,
    secret=True,
    title="Webhook inbox",
    description="SQLAlchemy URL of the inbox that `webhooks serve` writes and the tap reads, such "
    "as sqlite:////var/lib/singer-erp/inbox.sqlite. Default: no webhook events.",
)
WEBHOOK_SHARED_SECRET = th.Property(
    "webhook_shared_secret",
    th.StringType,
    secret=True,
    title="Webhook secret",
    description="Secret that webhook requests must carry in the header `webhook_secret_header`.",
)
WEBHOOK_SECRET_HEADER = th.Property(
    "webhook_secret_header",
    th.StringType,
    default="Authorization",
    title="Webhook secret header",
    description="Header of `webhook_shared_secret`.",
)
WEBHOOK_ALLOWED_ADDRESSES = th.Property(
    "webhook_allowed_addresses",
    th.ArrayType(th.StringType),
    title="Allowed addresses",
    description="Addresses and networks that webhook requests may come from, such as "
    "203.0.113.0/24. Default: all.",
)
WEBHOOK_TRUSTED_PROXIES = th.Property(
    "webhook_trusted_proxies",
    th.ArrayType(th.StringType),
    title="Trusted proxies",
    description="Addresses and networks of reverse proxies in front of `webhooks serve`, whose "
    "X-Forwarded-For says where a request comes from. Default: none.",
)
CREDENTIALS_PATH = th.Property(
    "credentials_path",
    th.StringType,
    title="Stored credentials",
    description="File of the encrypted credentials that `login` stores; the key comes from "
    "SINGER_ERP_CREDENTIALS_KEY or the system's keyring. Default: a file in the user's state "
    "folder.",
)
REDIRECT_URI = th.Property(
    "redirect_uri",
    th.StringType,
    default="http://localhost:8765/callback",
    title="Redirect URI",
    description="Callback of `login`; must be registered with the app.",
)
START_DATE = th.Property(
    "start_date",
    th.DateTimeType,
    title="Start date",
    description="The first run skips records that have not changed since. Default: none.",
)
MAX_CONCURRENCY = th.Property(
    "max_concurrency",
    th.IntegerType(minimum=1, maximum=50),
    default=4,
    title="Maximum concurrency",
    description="Maximum requests in flight over all streams; reduced while the vendor throttles.",
)
RATE_LIMIT_PATH = th.Property(
    "rate_limit_path",
    th.StringType,
    title="Rate limit file",
    description="SQLite file in which local processes share the vendor's rate limits. Default: "
    "each process has limits of its own.",
)
LOOKBACK_SECONDS = th.Property(
    "lookback_seconds",
    th.IntegerType(minimum=0),
    default=900,
    title="Lookback",
    description="Seconds before the bookmark that are read again, for records committed late.",
)
REQUEST_TIMEOUT_SECONDS = th.Property(
    "request_timeout_seconds",
    th.IntegerType(minimum=1),
    default=600,
    title="Request timeout",
    description="Maximum seconds of a request, from connecting to the last byte, after which it "
    "is retried.",
)
EMIT_ACTIVATE_VERSION_MESSAGES = th.Property(
    "emit_activate_version_messages",
    th.BooleanType,
    default=True,
    title="Emit ACTIVATE_VERSION",
    description="Whether ACTIVATE_VERSION follows a full refresh, so that a loader can delete rows "
    "that no longer exist. Turn it off for loaders that reject the message.",
)
USER_AGENT = th.Property(
    "user_agent",
    th.StringType,
    title="User agent",
    description="User-Agent header. Default: the plugin's name and version.",
)


def page_size(
    default: int, maximum: int, description: str = "Records per request."
) -> th.Property[int]:
    """Return the setting `page_size` with a vendor's bounds."""
    return th.Property(
        "page_size",
        th.IntegerType(minimum=1, maximum=maximum),
        default=default,
        title="Page size",
        description=description,
    )


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of typed, nested settings; keys without a field are rejected."""


def parse(value: Any, type_: type[T], setting: str) -> T:
    """Return the value of a nested setting as a typed object.

    JSON schema cannot name the place of a mistake within a nested setting; this does.

    Args:
        value: The setting as the configuration holds it.
        type_: A subclass of `Settings`, or a dict or list of them.
        setting: Name of the setting, the root of the path in messages.

    Raises:
        ConfigError: A key is unknown or missing, or a value has the wrong type.
    """
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        raise _invalid(value, type_, setting, str(error)) from None


def _invalid(value: Any, type_: Any, path: str, message: str) -> ConfigError:
    """Return the error for the innermost value that is not valid."""
    type_ = _without_none(type_)
    for key, child, child_type in _children(value, type_):
        try:
            msgspec.convert(child, child_type)
        except msgspec.ValidationError as error:
            return _invalid(child, child_type, f"{path}{key}", str(error))
    if isinstance(value, dict) and _is_struct(type_):
        fields = msgspec.structs.fields(type_)
        known = [field.encode_name for field in fields]
        unknown = [str(key) for key in value if key not in known]
        missing = [f.encode_name for f in fields if f.required and f.encode_name not in value]
        if unknown or missing:
            what = f"Unknown {_keys(unknown)} in" if unknown else f"Missing {_keys(missing)} in"
            return ConfigError(f"{what} `{path}`", f"It takes the {_keys(known)}")
    reason = message.partition(" - at ")[0]
    return ConfigError(
        f"`{path}` is not valid: {reason[0].lower()}{reason[1:]}", f"Correct `{path}`"
    )


def _children(value: Any, type_: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield path, value and type of what a value contains and its type describes."""
    if isinstance(value, dict) and _is_struct(type_):
        for field in msgspec.structs.fields(type_):
            if field.encode_name in value:
                yield f".{field.encode_name}", value[field.encode_name], field.type
    elif isinstance(value, dict) and get_origin(type_) is dict:
        yield from ((f".{key}", child, get_args(type_)[1]) for key, child in value.items())
    elif isinstance(value, list) and get_origin(type_) in {list, tuple}:
        yield from ((f"[{n}]", child, get_args(type_)[0]) for n, child in enumerate(value))


def _without_none(type_: Any) -> Any:
    """Return the type of a value that may be null; other unions stay as they are."""
    members = [member for member in get_args(type_) if member is not NoneType]
    return members[0] if NoneType in get_args(type_) and len(members) == 1 else type_


def _is_struct(type_: Any) -> bool:
    return isinstance(type_, type) and issubclass(type_, msgspec.Struct)


def _keys(names: list[str]) -> str:
    return ("key " if len(names) == 1 else "keys ") + ", ".join(f"`{name}`" for name in names)
