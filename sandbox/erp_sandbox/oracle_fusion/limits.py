"""The limits of the pod, and how it differs from other pods."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Limits:
    """The limits and peculiarities of one pod.

    Attributes:
        latency: Seconds that each request takes at least.
        page: The largest page; larger values of `limit` are silently reduced. 499 or 500.
        pages: The largest page of single resources.
        nested: Rows of an expanded child at most (unconfirmed).
        omitted: Children that are left out although they are expanded (unconfirmed).
        order: Rows without `orderBy`: `unstable`, another order for each request, or `fixed`.
        wrong_totals: Whether `totalResults` is too small as soon as there is an offset.
        more_until: The offset from which on `hasMore` is false; None where it is right.
        empty_items: Whether an empty collection has `items`.
        zone: Zone of literals without an offset (unconfirmed).
        by_example: Resources whose `q` is query by example in every version (unconfirmed).
        filtered: Resources that cannot be read without `q` or a finder (unconfirmed).
        child_conditions: Whether `q` takes attributes of children (unconfirmed for each resource).
        composite_periods: Whether `PeriodNameId` of period statuses is composed with calendar,
            application and ledger; conditions compare the plain name all the same.
        semicolon: Whether `;` is an `and` in framework version 2 and later (unconfirmed).
        refused_accept: Media types that `describe` has no answer for: 406.
        broken: Keys of rows that a page cannot be made with: 500.
        heavy: Expanded rows of a page from which on it times out with 504; None for no limit.
        heavy_seconds: How long such a request takes.
        blocked: Whether the firewall blocks the client's address.
        sign_in: Paths, as the beginning below the root, that only sign-in pages lead to: 302.
    """

    latency: float = 0.0
    page: int = 499
    pages: dict[str, int] = field(default_factory=dict)
    nested: int = 25
    omitted: list[str] = field(default_factory=list)
    order: str = "unstable"
    wrong_totals: bool = False
    more_until: int | None = None
    empty_items: bool = False
    zone: str = "America/Los_Angeles"
    by_example: list[str] = field(
        default_factory=lambda: ["accountCombinationsLOV", "accountingPeriodStatusLOV"]
    )
    filtered: list[str] = field(default_factory=lambda: ["currencyRates"])
    child_conditions: bool = True
    composite_periods: bool = False
    semicolon: bool = False
    refused_accept: list[str] = field(default_factory=lambda: ["application/json"])
    broken: list[str] = field(default_factory=list)
    heavy: int | None = None
    heavy_seconds: float = 0.0
    blocked: bool = False
    sign_in: list[str] = field(default_factory=list)

    def largest(self, resource: str) -> int:
        """Return the largest page of a resource."""
        return min(self.page, self.pages.get(resource, self.page))
