"""Names of companies, people, locations and items; some of them unusual on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_FRONT = (
    "Amber", "Basalt", "Cobalt", "Drift", "Ember", "Fjord", "Granite", "Harbour", "Indigo",
    "Juniper", "Kestrel", "Lantern", "Meridian", "Nimbus", "Onyx", "Pioneer", "Quartz", "Ridge",
    "Sable", "Timber", "Umber", "Vertex", "Willow", "Zephyr", "Brücken", "Señal", "Łąka", "Été",
)  # fmt: skip
_BACK = (
    "Analytics", "Bearings", "Catering", "Components", "Consulting", "Couriers", "Electric",
    "Facilities", "Foods", "Freight", "Instruments", "Labels", "Logistics", "Media", "Metals",
    "Networks", "Optics", "Packaging", "Plastics", "Power", "Robotics", "Software", "Textiles",
)  # fmt: skip
_FORM = ("Inc.", "LLC", "Ltd", "GmbH", "AG", "S.A.", "Pty Ltd", "K.K.", "& Co.")
_AWKWARD = (
    "O'Malley & Daughters",
    'The "Quoted" Company',
    "株式会社さくら商事",
    "Großmann, Weiß & Söhne",
    "100% Recycled; Sons",
    "Åse Ødegård Møbler",
    "Back\\slash Tooling",
    "Наука и Техника",
)
_FIRST = (
    "Ada", "Ben", "Chloé", "Dmitri", "Elif", "Farid", "Greta", "Hana", "Ivo", "Jun", "Kofi", "Lena",
    "Mateo", "Noor", "Ola", "Priya", "Quinn", "Rosa", "Sven", "Tomás", "Uma", "Vera", "Wei", "Zoë",
)  # fmt: skip
_LAST = (
    "Abbott", "Bianchi", "Castro", "D'Souza", "Eriksen", "Fischer", "García", "Haddad", "Ito",
    "Jansen", "Kowalska", "Lindqvist", "Mensah", "Novák", "O'Brien", "Petrov", "Quist", "Rossi",
    "Sato", "Tanaka", "Ueda", "Vogel", "Weiß", "Young", "Şahin",
)  # fmt: skip
_STREET = ("Mill Lane", "Station Road", "Hafenstraße", "Oak Avenue", "Rue du Port", "Market Square")
_THING = (
    "Bracket", "Cable", "Controller", "Fan", "Filter", "Gasket", "Housing", "Motor", "Panel",
    "Pump", "Relay", "Sensor", "Spindle", "Switch", "Valve",
)  # fmt: skip
_SIZE = ("S", "M", "L", "XL", "10 mm", "25 mm", '3/4"', "230 V", "rev. B")

TITLES = ("Accountant", "Buyer", "Controller", "Engineer", "Manager", "Planner", None)

MEMOS = (
    None,
    None,
    None,
    "Monthly service",
    "As agreed by phone",
    "Zahlung nach Lieferung / Teil 1",
    'Ref. "blue folder", shelf 3',
    "It's urgent; see note",
    "First line\nsecond line",
    "Réf. 2024/11 — à vérifier",
    "価格改定後",
    "Tab\tand comma, and semicolon;",
)

COMMENTS = (None, None, None, "Call before delivery", "Pays late,\nremind early", "« VIP »")


def company(random: Random, index: int) -> str:
    """Return a company's name; the first few are the awkward ones."""
    if index < len(_AWKWARD):
        return _AWKWARD[index]
    return f"{random.choice(_FRONT)} {random.choice(_BACK)} {random.choice(_FORM)}"


def person(random: Random) -> tuple[str, str]:
    """Return a first and a last name."""
    return random.choice(_FIRST), random.choice(_LAST)


def street(random: Random) -> str:
    """Return a street and a house number."""
    return f"{random.randrange(1, 200)} {random.choice(_STREET)}"


def thing(random: Random) -> str:
    """Return the name of something that can be bought."""
    return f"{random.choice(_THING)} {random.choice(_SIZE)}"


def email(name: str, index: int) -> str:
    """Return an address under a domain that nobody can own."""
    word = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum())
    return f"{word[:20] or 'office'}{index}@example.com"
