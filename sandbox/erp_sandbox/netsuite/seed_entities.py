"""Employees, vendors, customers, contacts and their addresses as rows of NetSuite tables."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from erp_sandbox.company import organization
from erp_sandbox.netsuite.storage import money, scaled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from erp_sandbox.company import Company
    from erp_sandbox.company.model import Contact, Employee, Party

Rows = list[dict[str, Any]]

VENDOR_KEYS, CUSTOMER_KEYS = 100_000_000, 200_000_000
"""Where the address keys of vendors and customers begin."""


def rows(company: Company) -> dict[str, Rows]:
    """Return all rows by table; an entity's id is its party number."""
    return {
        "employee": [_employee(employee, company) for employee in company.employees],
        "vendor": [_vendor(vendor) for vendor in company.vendors],
        "customer": [_customer(customer) for customer in company.customers],
        "contact": [_contact(contact) for contact in company.contacts],
        "job": _jobs(company),
        "companycontactrelationship": [
            {"company": contact.company, "contact": contact.party, "role": -10}
            for contact in company.contacts
        ],
        "vendorcategory": [
            {"id": number, "name": name, "istaxagency": "Tax" in name, "isinactive": False}
            for number, name in enumerate(organization.VENDOR_CATEGORIES, start=1)
        ],
        "customercategory": [
            {"id": number, "name": name, "isinactive": False}
            for number, name in enumerate(organization.CUSTOMER_CATEGORIES, start=1)
        ],
        "vendorsubsidiaryrelationship": _subsidiaries(company.vendors),
        "customersubsidiaryrelationship": _subsidiaries(company.customers),
        **_addresses("vendor", company.vendors, VENDOR_KEYS),
        **_addresses("customer", company.customers, CUSTOMER_KEYS),
        **_own_addresses(company),
        "nexus": [
            {
                "id": entity.number,
                "country": entity.country,
                "state": entity.state,
                "description": f"{entity.country} tax",
                "taxagency": company.vendors[0].party if entity.number == 1 else None,
            }
            for entity in company.legal_entities
            if not entity.elimination
        ],
    }


def _employee(employee: Employee, company: Company) -> dict[str, Any]:
    currency = {entity.number: entity.currency for entity in company.legal_entities}
    number = employee.party
    return {
        "id": number,
        "entityid": f"{employee.first} {employee.last}",
        "firstname": employee.first,
        "middlename": "M." if number % 7 == 0 else None,
        "lastname": employee.last,
        "title": employee.title,
        "email": f"staff{number}@example.com",
        "phone": None if number % 3 else "+1 555 0100",
        "department": employee.department,
        "class": 1 if number % 5 == 0 else None,
        "location": employee.location,
        "subsidiary": employee.legal_entity,
        "supervisor": employee.supervisor,
        "approver": employee.supervisor,
        "approvallimit": money(employee.approval_limit),
        "expenselimit": money(employee.approval_limit),
        "currency": currency[employee.legal_entity],
        "hiredate": employee.hired,
        "releasedate": employee.released,
        "issalesrep": employee.sales,
        "isinactive": employee.released is not None,
        "datecreated": employee.created.replace(tzinfo=None),
        "lastmodifieddate": employee.modified.replace(tzinfo=None),
        "custentity_badge": f"{number:04d}" if number % 2 else None,
    }


def _company(party: Party) -> dict[str, Any]:
    first, last = party.person or (None, None)
    return {
        "id": party.party,
        "entityid": f"{party.code} {party.name}",
        "entitytitle": party.name,
        "entitynumber": int(party.code[1:]),
        "altname": party.name if party.person is None else f"{first} {last}",
        "companyname": None if party.person else party.name,
        "isperson": party.person is not None,
        "firstname": first,
        "lastname": last,
        "email": party.email,
        "phone": party.phone,
        "url": f"https://example.com/{party.code.lower()}" if party.party % 4 == 0 else None,
        "accountnumber": f"00{party.party}" if party.party % 3 == 0 else None,
        "category": party.category,
        "currency": party.currency,
        "terms": party.term,
        "creditlimit": money(party.credit_limit),
        "datecreated": party.created.replace(tzinfo=None),
        "lastmodifieddate": party.modified.replace(tzinfo=None),
        "isinactive": party.inactive,
        "comments": party.comment,
        "externalid": f"crm-{party.code}" if party.party % 2 else None,
        "custentity_vat_number": f"{party.country}{party.party:09d}" if party.party % 3 else None,
        "custentity_onboarded_on": party.created.date() if party.party % 4 else None,
    }


def _vendor(party: Party) -> dict[str, Any]:
    return _company(party) | {
        "legalname": party.name if party.party % 2 else None,
        "printoncheckas": None if party.party % 5 else party.name.upper(),
        "expenseaccount": party.account,
        "subsidiary": party.legal_entity,
        "is1099eligible": party.country == "US",
        "isjobresourcevend": False,
        "defaultbillingaddress": VENDOR_KEYS + party.party * 2,
        "defaultshippingaddress": VENDOR_KEYS + party.party * 2,
        "custentity_payment_score": party.party % 101 if party.party % 3 == 0 else None,
        "custentity_rebate_percent": scaled(party.party % 40, 3) if party.party % 4 == 0 else None,
        "custentity_last_screened_at": party.modified.replace(tzinfo=None)
        if party.party % 5 == 0
        else None,
    }


def _customer(party: Party) -> dict[str, Any]:
    return _company(party) | {
        "parent": party.parent,
        "salesrep": party.manager,
        "entitystatus": 13,
        "searchstage": "Customer",
        "oncredithold": False,
        "creditholdoverride": "AUTO",
        "language": "en_US",
        "emailpreference": "DEFAULT",
        "pricelevel": 1 if party.party % 2 else None,
        "startdate": party.created.date(),
        "defaultbillingaddress": CUSTOMER_KEYS + party.party * 2,
        "defaultshippingaddress": CUSTOMER_KEYS + party.party * 2 + 1,
        "custentity_website": f"https://example.com/{party.party}" if party.party % 3 else None,
        "custentity_credit_score": 300 + party.party % 550 if party.party % 4 else None,
        "custentity_key_account": (True, False, None)[party.party % 3],
        "custentity_pledged_volume": money(party.party * 1_234_57)
        if party.party % 6 == 0
        else None,
        "custentity_account_manager": party.manager,
    }


def _contact(contact: Contact) -> dict[str, Any]:
    return {
        "id": contact.party,
        "entityid": f"{contact.first} {contact.last}",
        "entitytitle": f"{contact.first} {contact.last}",
        "firstname": contact.first,
        "lastname": contact.last,
        "salutation": "Dr." if contact.party % 9 == 0 else None,
        "title": contact.title,
        "email": contact.email,
        "phone": contact.phone,
        "officephone": contact.phone,
        "company": contact.company,
        "subsidiary": 1 if contact.party % 2 else None,
        "category": ("1, 4", "2", None)[contact.party % 3],
        "isinactive": contact.inactive,
        "isprivate": False,
        "comments": "Speaks Español,\nFrançais" if contact.party % 8 == 0 else None,
        "datecreated": contact.created.replace(tzinfo=None),
        "lastmodifieddate": contact.modified.replace(tzinfo=None),
        "custentity_preferred_channel": ("email", "phone", None)[contact.party % 3],
    }


def _jobs(company: Company) -> Rows:
    return [
        {
            "id": company.next_party + index,
            "entityid": f"P{index + 1:03d} Roll-out",
            "altname": f"Roll-out for {customer.name}",
            "companyname": "Roll-out",
            "customer": customer.party,
            "parent": customer.party,
            "currency": customer.currency,
            "startdate": customer.created.date(),
            "enddate": None if index % 2 else customer.created.date() + timedelta(days=200),
            "estimatedcost": money(10_000_00 + index),
            "jobprice": money(15_000_00 + index),
            "jobbillingtype": "TM",
            "percentcomplete": scaled(25 * (index % 5), 2),
            "isinactive": False,
            "datecreated": customer.created.replace(tzinfo=None),
            "lastmodifieddate": customer.modified.replace(tzinfo=None),
        }
        for index, customer in enumerate(company.customers[:6])
    ]


def _subsidiaries(parties: Iterable[Party]) -> Rows:
    return [
        {
            "id": number,
            "entity": party.party,
            "subsidiary": party.legal_entity,
            "isprimarysub": True,
            "primarycurrency": party.currency,
        }
        for number, party in enumerate(parties, start=1)
    ]


def _addresses(owner: str, parties: Iterable[Party], base: int) -> dict[str, Rows]:
    """Return an address for every party, and a second one to ship to for customers."""
    book: Rows = []
    details: Rows = []
    count = 2 if owner == "customer" else 1
    for party in parties:
        for which in range(count):
            key = base + party.party * 2 + which
            book.append(
                {
                    "internalid": key,
                    "entity": party.party,
                    "label": ("Head office", 'Ship to "Dock"')[which],
                    "defaultbilling": which == 0,
                    "defaultshipping": which == count - 1,
                    "addressbookaddress": key,
                }
            )
            lines = (party.name, party.street, f"{party.postcode} {party.city}", party.country)
            details.append(
                {
                    "nkey": key,
                    "addr1": party.street,
                    "addr2": "Gebäude 7" if party.party % 5 == 0 else None,
                    "addressee": party.name,
                    "addrphone": party.phone,
                    "addrtext": "\n".join(lines),
                    "city": party.city,
                    "zip": party.postcode,
                    "state": "CA" if party.country == "US" else None,
                    "dropdownstate": "CA" if party.country == "US" else None,
                    "country": party.country,
                    "override": False,
                    "recordowner": str(party.party),
                    "lastmodifieddate": party.modified.replace(tzinfo=None),
                }
            )
    return {f"{owner}addressbook": book, f"{owner}addressbookentityaddress": details}


def _own_addresses(company: Company) -> dict[str, Rows]:
    """Return the addresses of subsidiaries and locations, by the keys in their rows."""
    timestamp = company.profile.now.replace(tzinfo=None) - timedelta(days=400)

    def row(key: int, city: str, country: str, street: str) -> dict[str, Any]:
        return {
            "nkey": key,
            "addr1": street,
            "city": city,
            "country": country,
            "addrtext": f"{street}\n{city}\n{country}",
            "override": False,
            "lastmodifieddate": timestamp + timedelta(seconds=key),
        }

    entities = [entity for entity in company.legal_entities if not entity.elimination]
    homes = {entity.number: entity for entity in entities}
    places = [(place, homes[place.legal_entity or 1]) for place in company.locations]
    return {
        "subsidiarymainaddress": [
            row(10 * e.number, e.city, e.country, "1 Main St") for e in entities
        ],
        "subsidiaryshippingaddress": [
            row(10 * e.number + 1, e.city, e.country, "2 Dock Rd") for e in entities
        ],
        "subsidiaryreturnaddress": [row(12, entities[0].city, entities[0].country, "3 Back Ln")],
        "locationmainaddress": [
            row(200 + p.number, home.city, home.country, f"{p.number} Yard") for p, home in places
        ],
        "locationreturnaddress": [row(301, entities[0].city, entities[0].country, "3 Back Ln")],
    }
