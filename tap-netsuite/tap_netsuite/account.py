"""The two spellings of a NetSuite account id, and the addresses made of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from singer_erp.errors import ConfigError

_ACCOUNT_ID = re.compile(r"[A-Za-z0-9]+([_-][A-Za-z0-9]+)?")
_TOKEN_PATH = "/services/rest/auth/oauth2/v1/token"  # noqa: S105  # a path


@dataclass(frozen=True)
class Account:
    """Where an account is.

    Attributes:
        realm: OAuth 1.0a realm: upper case with underscore, `1234567_SB1`.
        api_url: Root of the account's REST services, no trailing slash.
        token_url: OAuth 2.0 token endpoint, and audience of the assertion.
    """

    realm: str
    api_url: str
    token_url: str

    @classmethod
    def of(
        cls, account_id: str, api_url: str | None = None, token_url: str | None = None
    ) -> Account:
        """The account of an id in either spelling (help page "URLs for Account-Specific Domains").

        Raises:
            ConfigError: The id could not be a host label.
        """
        if not _ACCOUNT_ID.fullmatch(account_id):
            raise ConfigError(
                f"`account_id` {account_id!r} is no NetSuite account id",
                "Take it from Setup > Company > Company Information: 1234567 or 1234567_SB1",
            )
        label = account_id.lower().replace("_", "-")
        root = (api_url or f"https://{label}.suitetalk.api.netsuite.com").rstrip("/")
        return cls(
            realm=account_id.upper().replace("-", "_"),
            api_url=root,
            token_url=token_url or root + _TOKEN_PATH,
        )
