"""Account combinations: each gets its id when it is first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.company.model import AccountKind

if TYPE_CHECKING:
    from erp_sandbox.company import Company
    from erp_sandbox.company.model import Account
    from erp_sandbox.oracle_fusion.organization import Chart, Organization

_FIRST = 300_000_000_900_000
TYPES = {
    AccountKind.BANK: "A",
    AccountKind.RECEIVABLE: "A",
    AccountKind.CURRENT_ASSET: "A",
    AccountKind.FIXED_ASSET: "A",
    AccountKind.PAYABLE: "L",
    AccountKind.CURRENT_LIABILITY: "L",
    AccountKind.LONG_TERM_LIABILITY: "L",
    AccountKind.DEFERRED_REVENUE: "L",
    AccountKind.EQUITY: "O",
    AccountKind.INCOME: "R",
    AccountKind.OTHER_INCOME: "R",
    AccountKind.COST_OF_SALES: "E",
    AccountKind.EXPENSE: "E",
    AccountKind.OTHER_EXPENSE: "E",
    AccountKind.NON_POSTING: "E",
    AccountKind.STATISTICAL: "A",
}
"""Account type by kind: asset, liability, owner's equity, revenue, expense."""

Values = tuple[str, ...]


class Combinations:
    """The account combinations of all charts.

    Args:
        company: The company.
        organization: Its ledgers.

    Attributes:
        ids: Id by chart number and segment values, in the order of their first use.
    """

    def __init__(self, company: Company, organization: Organization) -> None:
        self._accounts: dict[int, Account] = {a.number: a for a in company.chart.accounts}
        self._kinds = {a.code: a.kind for a in company.chart.accounts}
        self._organization = organization
        self._texts: dict[tuple[int, int | None, int, int | None, int | None], str] = {}
        self.ids: dict[tuple[int, Values], int] = {}

    def text(
        self,
        legal_entity: int,
        account: int,
        department: int | None = None,
        class_: int | None = None,
        location: int | None = None,
    ) -> str:
        """Return the combination of a company's account and dimensions as text."""
        key = legal_entity, department, account, class_, location
        found = self._texts.get(key)
        if found is None:
            chart = self._organization.units[legal_entity].ledger.chart
            dimensions = {
                "entity": 100 + legal_entity,
                "department": department or 0,
                "account": int(self._accounts[account].code),
                "class": class_ or 0,
                "location": location or 0,
            }
            values = tuple(
                f"{dimensions[segment.dimension]:0{segment.digits}}" for segment in chart.segments
            )
            self.ids.setdefault((chart.number, values), _FIRST + len(self.ids) + 1)
            found = self._texts[key] = chart.text(values)
        return found

    def id(self, chart: Chart, text: str) -> int:
        """Return the id of a combination."""
        return self.ids[chart.number, tuple(text.split(chart.delimiter))]

    def kind(self, chart: Chart, values: Values) -> AccountKind:
        """Return the kind of the account of a combination."""
        place = [segment.label for segment in chart.segments].index("GL_ACCOUNT")
        return self._kinds[values[place]]
