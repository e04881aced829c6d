"""The users of the pod, with what they may do and see ("Security Console")."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from erp_sandbox.oracle_fusion.rows import Row


@dataclass
class User:
    """The integration's user; the client application is mapped to the same roles.

    Attributes:
        name: Its user name.
        password: Its password.
        password_expired: Whether the password has expired.
        client_is_user: Whether a user of the client id's name exists.
        denied: Resources that its roles have no function privilege for.
        business_units: Names of the business units whose rows it sees, None for all.
        ledgers: Names of the ledgers whose rows it sees, None for all.
        bicc: Whether it has the role `BIA_ADMINISTRATOR_DUTY`.
    """

    name: str = "SINGER.INTEGRATION"
    password: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    password_expired: bool = False
    client_is_user: bool = True
    denied: list[str] = field(default_factory=list)
    business_units: list[str] | None = None
    ledgers: list[str] | None = None
    bicc: bool = True

    def signs_in(self, name: str, password: str) -> bool:
        """Return whether the credentials are valid."""
        known = name.casefold() == self.name.casefold()
        same = hmac.compare_digest(password.encode(), self.password.encode())
        return known and same and not self.password_expired

    def sees(self, row: Row) -> bool:
        """Return whether data security shows a row to the user."""
        units, ledgers = self.business_units, self.ledgers
        return (units is None or not row.business_unit or row.business_unit in units) and (
            ledgers is None or not row.ledger or row.ledger in ledgers
        )

    @property
    def access(self) -> tuple[object, ...]:
        """What decides which rows the user sees."""
        return tuple(
            None if names is None else tuple(names) for names in (self.business_units, self.ledgers)
        )
