"""The target's settings."""

from __future__ import annotations

from singer_erp.acumatica import settings as acumatica
from singer_erp.delivery.settings import DELIVERY, DOCUMENT_MAPPINGS
from singer_erp.plugin import settings
from singer_sdk import typing as th

EXTERNAL_REFERENCE = "BatchModule.AttributeEXTREF"
DESCRIPTION = "Description"

SETTINGS = th.PropertiesList(
    acumatica.API_URL,
    th.Property(
        "tenant",
        th.StringType,
        required=True,
        title="Tenant",
        description="Name of the tenant, as the sign-in page shows it.",
    ),
    acumatica.ENDPOINT_NAME,
    acumatica.ENDPOINT_VERSION,
    acumatica.auth_method("target-acumatica"),
    acumatica.CLIENT_ID,
    acumatica.CLIENT_SECRET,
    acumatica.USERNAME,
    acumatica.PASSWORD,
    acumatica.refresh_token("target-acumatica"),
    th.Property(
        "branch",
        th.StringType,
        title="Branch",
        description="Branch to work in, and that of journals whose mapping names none. Default: "
        "the user's own.",
    ),
    DOCUMENT_MAPPINGS,
    th.Property(
        "post_as",
        th.StringType(allowed_values=["hold", "balanced", "released"]),
        default="balanced",
        title="Post as",
        description="Status in which journals are left: `hold` (On Hold), `balanced` (to be "
        "released by a person), or `released` (posted).",
    ),
    th.Property(
        "on_correction",
        th.StringType(allowed_values=["error", "reverse"]),
        default="error",
        title="On correction",
        description="What happens to a journal that has changed since it was posted: `error` "
        "rejects it, `reverse` posts a reversal and then the new journal. Journals that are not "
        "posted yet are replaced.",
    ),
    th.Property(
        "token_prefix",
        th.StringType(pattern=r"^[a-z][a-z0-9-]{0,19}$"),
        default="serp",
        title="Token prefix",
        description="Word before the token by which a journal is found again, as in "
        "[serp:0f3c5a7e91b2d468]. Do not change it: journals posted before are no longer found.",
    ),
    th.Property(
        "token_field",
        th.StringType(pattern=r"^(Description|[A-Za-z]\w*\.[A-Za-z]\w*)$"),
        default=EXTERNAL_REFERENCE,
        title="Token field",
        description="User-defined field of the form Journal Transactions (GL301000) that takes the "
        "token, as View.Field, or Description: the token is at the end of the description. Do not "
        "change it: journals posted before are no longer found.",
    ),
    th.Property(
        "release_timeout_seconds",
        th.IntegerType(minimum=1),
        default=600,
        title="Release timeout",
        description="Maximum seconds to wait until a journal is released. One that takes longer is "
        "rejected; the next run finds it.",
    ),
    *DELIVERY,
    acumatica.MAX_CONCURRENCY,
    acumatica.SESSION_WAIT_SECONDS,
    settings.REQUEST_TIMEOUT_SECONDS,
    settings.TOKEN_URL,
    settings.ALLOW_HTTP,
    settings.CREDENTIALS_PATH,
    settings.REDIRECT_URI,
    settings.USER_AGENT,
)
