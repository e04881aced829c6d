"""The tap's settings."""

from __future__ import annotations

from singer_erp.plugin import settings
from singer_sdk import typing as th

# "limit=500 returns 499": both are seen, larger values are reduced without an error.
MAX_PAGE_SIZE = 499

SETTINGS = th.PropertiesList(
    th.Property(
        "api_url",
        th.StringType,
        required=True,
        title="Pod URL",
        description="The pod: https://acme.fa.us2.oraclecloud.com; every row has its host name.",
    ),
    th.Property(
        "auth_method",
        th.StringType(
            allowed_values=["client_credentials", "jwt_assertion", "trusted_jwt", "basic"]
        ),
        default="client_credentials",
        title="Authentication method",
        description="`client_credentials` or `jwt_assertion` at the identity domain, `trusted_jwt` "
        "(signed by an issuer that the pod trusts), or `basic`.",
    ),
    th.Property(
        "token_url",
        th.StringType,
        title="Token URL",
        description="`client_credentials` and `jwt_assertion`: token endpoint of the identity "
        "domain, such as https://idcs-….identity.oraclecloud.com/oauth2/v1/token.",
    ),
    th.Property(
        "client_id",
        th.StringType,
        title="Client ID",
        description="Of the confidential application. For `client_credentials` the Security "
        "Console needs a user of this name, with the roles of the integration. For `trusted_jwt`: "
        "the issuer, as the Security Console has it (API Authentication).",
    ),
    th.Property(
        "client_secret",
        th.StringType,
        secret=True,
        title="Client secret",
        description="Of the confidential application. Without it, `jwt_assertion` signs a client "
        "assertion with `private_key`.",
    ),
    th.Property(
        "oauth_scope",
        th.StringType,
        title="OAuth scope",
        description="Scope of the pod, as the application's page shows it; several are separated "
        "by spaces. There is no default: it differs from pod to pod.",
    ),
    th.Property(
        "username",
        th.StringType,
        title="User",
        description="`jwt_assertion`, `trusted_jwt` and `basic`: the user who reads.",
    ),
    th.Property(
        "password",
        th.StringType,
        secret=True,
        title="Password",
        description="`basic`: the user's password.",
    ),
    th.Property(
        "private_key",
        th.StringType,
        secret=True,
        title="Private key",
        description="`jwt_assertion` and `trusted_jwt`: RSA key of the certificate, PEM; line "
        "breaks may be \\n.",
    ),
    th.Property(
        "key_id",
        th.StringType,
        title="Key ID",
        description="`jwt_assertion` and `trusted_jwt`: alias of the certificate (`kid`).",
    ),
    th.Property(
        "certificate",
        th.StringType,
        title="Certificate",
        description="`jwt_assertion` and `trusted_jwt`: the certificate, PEM, if assertions must "
        "have its thumbprint (`x5t`).",
    ),
    th.Property(
        "assertion_audience",
        th.ArrayType(th.StringType),
        title="Assertion audience",
        description="`jwt_assertion`: audience of the assertions. Default: "
        "https://identity.oraclecloud.com/.",
    ),
    th.Property(
        "resource_version",
        th.StringType(pattern=r"^[\w.]+$"),
        default="11.13.18.05",
        title="Resource version",
        description="Version of the REST resources in the URL.",
    ),
    th.Property(
        "rest_framework_version",
        th.IntegerType(minimum=2, maximum=9),
        default=4,
        title="Framework version",
        description="`REST-Framework-Version` of the requests. Version 1 has another query "
        "language; before 3, truncated lines are not marked as such.",
    ),
    th.Property(
        "accept_language",
        th.StringType(pattern=r"^[A-Za-z0-9*,;=. -]*(?!\n)$"),
        default="en",
        title="Language",
        description="Language of names and meanings, such as those of statuses.",
    ),
    th.Property(
        "extraction",
        th.StringType(allowed_values=["rest", "bicc", "auto"]),
        default="rest",
        title="Extraction",
        description="`rest`; `auto`: extracts of the BI Cloud Connector for first loads and "
        "deletions, REST for what changes in between; `bicc`: a complete extract in every run. "
        "Streams without a data store are read by REST.",
    ),
    th.Property(
        "bicc_username",
        th.StringType,
        title="BICC user",
        description="`bicc` and `auto`: user with the role BIA_ADMINISTRATOR_DUTY; the connector "
        "accepts no tokens. Default: `username`.",
    ),
    th.Property(
        "bicc_password",
        th.StringType,
        secret=True,
        title="BICC password",
        description="`bicc` and `auto`: its password. Default: `password`.",
    ),
    th.Property(
        "bicc_settle_seconds",
        th.IntegerType(minimum=0, maximum=3600),
        default=30,
        title="BICC settling time",
        description="`bicc` and `auto`: seconds in which the content server lists no further file "
        "of an extract before its files are taken for complete. It lists them one after another; "
        "how fast is (unconfirmed).",
    ),
    settings.START_DATE,
    settings.page_size(default=MAX_PAGE_SIZE, maximum=MAX_PAGE_SIZE),
    settings.MAX_CONCURRENCY,
    th.Property(
        "lookback_seconds",
        th.IntegerType(minimum=0),
        default=3600,
        title="Lookback",
        description="Seconds before the bookmark that are read again: the time of a change is set "
        "when a row is written, and imports commit up to hours later.",
    ),
    th.Property(
        "follow_children",
        th.BooleanType,
        default=True,
        title="Follow lines",
        description="Whether a record is read again when only a line of it has changed. Turn it "
        "off where the pod is too slow with such conditions (unconfirmed).",
    ),
    settings.RECONCILE_HOURS,
    th.Property(
        "shrink_warning_percent",
        th.NumberType(minimum=0, maximum=100),
        default=20,
        title="Warn if records vanish",
        description="Share of a stream's records that may vanish from one reading to the next "
        "without a warning. Data security hides rows from a user without an error.",
    ),
    th.Property(
        "ledgers",
        th.ArrayType(th.StringType),
        title="Ledgers",
        description="Names of the ledgers whose balances are read. Default: all that the user "
        "may read.",
    ),
    th.Property(
        "balance_periods",
        th.IntegerType(minimum=0),
        default=2,
        title="Closed periods of balances",
        description="Periods before the open ones whose balances are read again in every run. The "
        "first run reads all that are not older than `start_date`.",
    ),
    th.Property(
        "bank_details",
        th.BooleanType,
        default=False,
        title="Bank details",
        description="Whether bank accounts, IBANs and card numbers are read.",
    ),
    settings.REQUEST_TIMEOUT_SECONDS,
    settings.EMIT_ACTIVATE_VERSION_MESSAGES,
    settings.ALLOW_HTTP,
    settings.USER_AGENT,
    settings.AUDIT_URL,
)
