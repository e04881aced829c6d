"""Vendors, customers, their contacts, and employees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from erp_sandbox.company import calendar, names, organization
from erp_sandbox.company.model import Contact, Employee, Party

if TYPE_CHECKING:
    from datetime import date, datetime
    from random import Random

    from erp_sandbox.company.chart import Chart
    from erp_sandbox.company.model import Currency, Dimension, LegalEntity


@dataclass(frozen=True)
class Surroundings:
    """The company's data that parties refer to."""

    random: Random
    first: date
    now: datetime
    chart: Chart
    entities: tuple[LegalEntity, ...]
    locations: tuple[Dimension, ...]
    currencies: tuple[Currency, ...]

    def timestamps(self) -> tuple[datetime, datetime]:
        """Return when a record was created (before or early in the period) and last changed."""
        day = self.first + timedelta(days=self.random.randrange(-700, 60))
        created = calendar.timestamp(self.random, calendar.working_day(day), self.now)
        if self.random.random() < 0.5:  # noqa: PLR2004 - half of all records are never touched
            return created, created
        days = max(1, (self.now.date() - created.date()).days)
        changed = created.date() + timedelta(days=self.random.randrange(days))
        return created, max(created, calendar.timestamp(self.random, changed, self.now))


def employees(place: Surroundings, start: int, count: int) -> tuple[Employee, ...]:
    """Return employees numbered from `start`; the first is everybody's last supervisor."""
    made: list[Employee] = []
    active = [d.number for d in organization.DEPARTMENTS if not d.inactive]
    homes = [entity for entity in place.entities if not entity.elimination]
    for index in range(count):
        random, (created, modified) = place.random, place.timestamps()
        first, last = names.person(random)
        home = homes[index % len(homes)]
        left = random.random() < 0.08 and index > 3  # noqa: PLR2004 - leavers, not the founders
        sales = index % 4 == 1
        made.append(
            Employee(
                party=start + index,
                first=first,
                last=last,
                title="Chief Executive" if index == 0 else random.choice(names.TITLES) or "Clerk",
                supervisor=None if index == 0 else start + random.randrange(index),
                department=4 if sales else random.choice(active),
                location=next(p.number for p in place.locations if p.legal_entity == home.number),
                legal_entity=home.number,
                sales=sales,
                approval_limit=random.choice((None, 50_000_00, 5_000_00)),
                hired=created.date(),
                released=modified.date() if left else None,
                created=created,
                modified=modified,
            )
        )
    return tuple(made)


def companies(  # noqa: PLR0913 - the differences of vendors and customers
    place: Surroundings,
    start: int,
    count: int,
    *,
    prefix: str,
    categories: int,
    managers: tuple[int, ...],
    accounts: tuple[int, ...],
) -> tuple[Party, ...]:
    """Return vendors or customers numbered from `start`; one in six belongs to an earlier one."""
    made: list[Party] = []
    for index in range(count):
        parent = made[place.random.randrange(index)] if index > 1 and index % 6 == 0 else None
        made.append(_company(place, start, index, parent, prefix, categories, managers, accounts))
    return tuple(made)


def _company(  # noqa: PLR0913, PLR0917 - one row of `companies`
    place: Surroundings,
    start: int,
    index: int,
    parent: Party | None,
    prefix: str,
    categories: int,
    managers: tuple[int, ...],
    accounts: tuple[int, ...],
) -> Party:
    random, (created, modified) = place.random, place.timestamps()
    homes = [entity for entity in place.entities if not entity.elimination]
    home = homes[index % len(homes)]
    abroad = random.random() < 0.25  # noqa: PLR2004 - a quarter trades in a foreign currency
    name = names.company(random, index)
    return Party(
        party=start + index,
        code=f"{prefix}{index + 1:05d}",
        name=name if index < 40 else f"{name} {index}",  # noqa: PLR2004 - unique where many
        person=names.person(random) if index % 11 == 5 else None,  # noqa: PLR2004
        parent=parent.party if parent else None,
        category=random.choice((None, *range(1, categories + 1))),
        legal_entity=parent.legal_entity if parent else home.number,
        currency=random.choice(place.currencies).number if abroad else home.currency,
        term=random.choice((None, 1, 1, 2, 3, 4)),
        email=names.email(name, index) if random.random() < 0.85 else None,  # noqa: PLR2004
        phone=f"+1 555 01{random.randrange(100):02d}" if random.random() < 0.6 else None,  # noqa: PLR2004
        city=home.city,
        country=home.country,
        street=names.street(random),
        postcode=f"{random.randrange(10_000, 99_999)}",
        manager=random.choice(managers) if managers else None,
        credit_limit=random.choice((None, 10_000_00, 25_000_00)),
        account=random.choice((None, *accounts)) if accounts else None,
        created=created,
        modified=modified,
        inactive=random.random() < 0.05 and index > 12,  # noqa: PLR2004
        comment=random.choice(names.COMMENTS),
    )


def contacts(place: Surroundings, start: int, owners: tuple[Party, ...]) -> tuple[Contact, ...]:
    """Return none to three contacts of every vendor and customer."""
    made: list[Contact] = []
    for owner in owners:
        for _ in range(place.random.choice((0, 1, 1, 1, 2, 3))):
            created, modified = place.timestamps()
            first, last = names.person(place.random)
            party = start + len(made)
            made.append(
                Contact(
                    party=party,
                    first=first,
                    last=last,
                    title=place.random.choice(names.TITLES),
                    company=owner.party,
                    email=names.email(first, party) if place.random.random() < 0.9 else None,  # noqa: PLR2004
                    phone=owner.phone,
                    created=created,
                    modified=modified,
                    inactive=place.random.random() < 0.04,  # noqa: PLR2004
                )
            )
    return tuple(made)
