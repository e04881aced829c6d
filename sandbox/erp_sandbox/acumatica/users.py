"""The users of the tenants, and what a wrong password does to them."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field

_ATTEMPTS = 5  # "Account Lockout Policy" of SM201060; the number is the site's choice


class CredentialsError(Exception):
    """A sign-in that is refused; the text is the server's.

    Args:
        text: The server's words.
        kind: The .NET class of its exception.
    """

    def __init__(self, text: str, kind: str = "PX.Data.PXException") -> None:
        super().__init__(text)
        self.kind = kind


@dataclass
class User:
    """The integration's user, known to all tenants.

    Attributes:
        name: Its login.
        password: Its password.
        disabled: Whether an administrator has disabled it.
        failures: Wrong passwords since the last good one; too many lock the account.
    """

    name: str = "api-user"
    password: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    disabled: bool = False
    failures: int = 0

    def check(self, name: str, password: str) -> None:
        """Check the credentials.

        Raises:
            CredentialsError: If they are wrong, or the account is locked or disabled.
        """
        known = name == self.name
        if known and self.failures >= _ATTEMPTS:
            raise CredentialsError("Your account is locked out. Contact your administrator.")
        if known and self.disabled:
            raise CredentialsError("Your account is disabled. Contact your administrator.")
        if not known or not hmac.compare_digest(password.encode(), self.password.encode()):
            self.failures += known
            raise CredentialsError("Invalid credentials. Please try again.")
        self.failures = 0
