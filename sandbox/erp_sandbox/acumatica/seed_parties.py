"""Vendors, customers, their contacts, and employees of the company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.acumatica.amounts import ZERO, milliseconds, money
from erp_sandbox.acumatica.directory import Directory, employee_id
from erp_sandbox.acumatica.rows import Row, Values, filled, guid, lines, part_guid
from erp_sandbox.acumatica.seed_ledger import DEFAULT_SUBACCOUNT, set_up
from erp_sandbox.company.organization import CUSTOMER_CATEGORIES, VENDOR_CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from erp_sandbox.acumatica.store import Tenant
    from erp_sandbox.company.model import Contact, Employee, Party

_MAIN_CONTACTS = 100_000  # numbers of the contacts that are not persons begin here
_DEFAULT_CLASS = "DEFAULT"


def fill(tenant: Tenant) -> None:
    """Load all parties."""
    company, seed = tenant.company, _Parties(tenant)
    tenant.load("VendorClass", seed.classes())
    tenant.load("Vendor", [seed.vendor(party) for party in company.vendors])
    tenant.load("Customer", [seed.customer(party) for party in company.customers])
    tenant.load("Contact", [seed.contact(contact) for contact in company.contacts])
    tenant.load("Employee", [seed.employee(employee) for employee in company.employees])


def class_id(categories: tuple[str, ...], category: int | None) -> str:
    """Return the class of a category."""
    return categories[category - 1].split()[0].upper() if category else _DEFAULT_CLASS


class _Parties:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant, self._company = tenant, tenant.company
        self._directory = Directory(tenant.company)
        self._parties = {party.party: party for party in tenant.company.vendors}
        self._parties |= {party.party: party for party in tenant.company.customers}
        self._contacts: dict[int, list[Contact]] = {}
        for contact in tenant.company.contacts:
            self._contacts.setdefault(contact.company, []).append(contact)

    def classes(self) -> Iterator[Row]:
        start = set_up(self._company)
        names = [class_id(VENDOR_CATEGORIES, n + 1) for n in range(len(VENDOR_CATEGORIES))]
        for name in (_DEFAULT_CLASS, *names):
            values = {
                "ClassID": name,
                "Description": name.capitalize(),
                "CreatedDateTime": start,
                "LastModifiedDateTime": start,
            }
            row_id = guid(self._tenant.name, "VendorClass", name)
            yield Row(row_id, values, {"Attributes": []}, modified=start)

    def vendor(self, party: Party) -> Row:
        values = filled(
            VendorID=party.code,
            VendorName=party.name,
            LegalName=party.name,
            VendorClass=class_id(VENDOR_CATEGORIES, party.category),
            AccountRef=party.comment,
            ParentAccount=self._directory.parties.get(party.parent or 0),
            APAccount=self._company.chart.code("payable"),
            APSubaccount=DEFAULT_SUBACCOUNT,
            CashAccount=self._company.chart.code("bank"),
            PaymentMethod="CHECK",
            PaymentBy="Due Date",
            PaySeparately=False,
            EnableRateOverride=True,
            F1099Vendor=party.country == "US",
            FATCA=False,
            ForeignEntity=party.country != "US",
            LandedCostVendor=False,
            VendorIsLaborUnion=False,
            VendorIsTaxAgency=party.category == VENDOR_CATEGORIES.index("Tax agency") + 1,
            MaxReceipt=money(10_000),
            MinReceipt=ZERO,
            ThresholdReceipt=money(10_000),
            ReceiptAction="Accept but Warn",
            LeadTimedays=party.party % 12,
            TaxCalculationMode="Tax Settings",
            **self._common(party),
        )
        row = Row(guid(self._tenant.name, "Vendor", party.code), values)
        if party.party % 3 == 0:
            row.custom["CurrentVendor.UsrRegion"] = ("EMEA", "AMER", "APAC")[party.party % 9 // 3]
        row.details["PaymentInstructions"] = lines(
            row.id, "PaymentInstructions", self._instructions(party)
        )
        names = ("MainContact", "PrimaryContact", "RemittanceContact", "ShippingContact")
        return self._with_contacts(row, party, names)

    def customer(self, party: Party) -> Row:
        limit = money(party.credit_limit or 0)
        values = filled(
            CustomerID=party.code,
            BAccountID=party.party,
            CustomerName=party.name,
            CustomerClass=class_id(CUSTOMER_CATEGORIES, party.category),
            AccountRef=party.comment,
            ParentRecord=self._directory.parties.get(party.parent or 0),
            Email=party.email,
            CreditLimit=limit,
            WriteOffLimit=ZERO,
            StatementCycleID="EOM",
            StatementType="Open Item",
            ApplyOverdueCharges=False,
            AutoApplyPayments=False,
            IsGuestCustomer=False,
            PrintInvoices=True,
            PrintStatements=True,
            **self._common(party),
        )
        row = Row(guid(self._tenant.name, "Customer", party.code), values)
        values["NoteID"] = row.id
        if party.party % 4 == 0:
            row.custom["CurrentCustomer.UsrKeyAccount"] = party.party % 8 == 0
        row.details |= {"PaymentInstructions": [], "Salespersons": []}
        rules = {
            "CreditDaysPastDue": 0,
            "CreditLimit": limit,
            "CreditVerification": "Limit" if party.credit_limit else "Disabled",
            "OpenOrdersBalance": ZERO,
            "RemainingCreditLimit": limit,
            "UnreleasedBalance": ZERO,
        }
        part = "CreditVerificationRules"
        row.linked[part] = Row(part_guid(row.id, part), rules)
        names = ("MainContact", "PrimaryContact", "BillingContact", "ShippingContact")
        return self._with_contacts(row, party, names)

    def _common(self, party: Party) -> Values:
        return filled(
            Status="Inactive" if party.inactive else "Active",
            CurrencyID=self._tenant.organization.currencies[party.currency],
            CurrencyRateType="SPOT",
            EnableCurrencyOverride=party.party % 5 == 0,
            LocationName="Primary Location",
            Terms=self._directory.terms.get(party.term or 0),
            TaxZone=f"{party.country}VAT",
            TaxRegistrationID=f"{party.country}{party.party:09d}" if party.party % 2 else None,
            ShippingAddressOverride=False,
            ShippingContactOverride=False,
            CreatedDateTime=milliseconds(party.created, party.party),
            LastModifiedDateTime=milliseconds(party.modified, party.party),
        )

    def _instructions(self, party: Party) -> list[Values]:
        fields = {"1": ("Account Number", f"{party.party:010d}"), "2": ("Bank", "First Bank")}
        return [
            {
                "PaymentInstructionsID": number,
                "Description": description,
                "LocationID": party.party,
                "PaymentMethod": "ACH",
                "Value": value,
            }
            for number, (description, value) in fields.items()
            if party.party % 4 == 0
        ]

    def _with_contacts(self, row: Row, party: Party, names: Iterable[str]) -> Row:
        row.modified = row.values["LastModifiedDateTime"]
        row.details["Attributes"] = []
        people = self._contacts.get(party.party, [])
        row.details["Contacts"] = [
            Row(
                part_guid(row.id, "Contacts", number),
                {
                    "ContactID": contact.party,
                    "LastModifiedDateTime": milliseconds(contact.modified, contact.party),
                },
                linked={"Contact": self._person(contact, part_guid(row.id, "Contact", number))},
            )
            for number, contact in enumerate(people, start=1)
        ]
        for name in names:
            part = part_guid(row.id, name)
            if name != "PrimaryContact":
                row.linked[name] = _organization(party, part)
            elif people:
                row.linked[name] = self._person(people[0], part)
        return row

    def contact(self, contact: Contact) -> Row:
        return self._person(contact, guid(self._tenant.name, "Contact", contact.party))

    def _person(self, contact: Contact, row_id: str) -> Row:
        owner = self._parties[contact.company]
        modified = milliseconds(contact.modified, contact.party)
        values = filled(
            ContactID=contact.party,
            DisplayName=f"{contact.last}, {contact.first}",
            FirstName=contact.first,
            LastName=contact.last,
            JobTitle=contact.title,
            CompanyName=owner.name,
            BusinessAccount=owner.code,
            Email=contact.email,
            Phone1=contact.phone,
            Phone1Type="Business 1",
            Active=not contact.inactive,
            Status="Inactive" if contact.inactive else "Active",
            Type="Contact",
            NoteID=guid(self._tenant.name, "Contact", contact.party),
            LastModifiedDateTime=modified,
        )
        row = Row(row_id, values, {"Activities": [], "Attributes": []}, modified=modified)
        row.linked["Address"] = _address(owner, row_id)
        return row

    def employee(self, employee: Employee) -> Row:
        code = employee_id(employee)
        modified = milliseconds(employee.modified, employee.party)
        values = {
            "EmployeeID": code,
            "EmployeeName": f"{employee.first} {employee.last}",
            "Status": "Active" if employee.released is None else "Inactive",
            "LastModifiedDateTime": modified,
        }
        row = Row(guid(self._tenant.name, "Employee", code), values, modified=modified)
        branch = self._tenant.organization.branch(employee.legal_entity, None)
        settings = filled(
            BranchID=branch.code,
            DepartmentID=f"{employee.department:02d}",
            EmployeeClass="EMPLOYEE",
            ReportsTo=self._directory.parties.get(employee.supervisor or 0),
            CurrencyID=branch.currency,
            RouteEmails=True,
        )
        accounts = {"APAccount": "2000", "ExpenseAccount": "6030", "Terms": "N30"}
        person = {
            "ContactID": employee.party,
            "FirstName": employee.first,
            "LastName": employee.last,
            "DisplayName": f"{employee.last}, {employee.first}",
            "JobTitle": employee.title,
        }
        for name, part in (
            ("ContactInfo", person),
            ("EmployeeSettings", settings),
            ("FinancialSettings", accounts),
        ):
            row.linked[name] = Row(part_guid(row.id, name), part)
        contact = row.linked["ContactInfo"]
        contact.linked["Address"] = Row(part_guid(contact.id, "Address"), {})
        row.details = {"Attributes": [], "Delegates": []}
        position = filled(
            LineNbr=1,
            PositionID=employee.title,
            StartDate=employee.hired,
            EndDate=employee.released,
            Active=employee.released is None,
            Terminated=employee.released is not None,
        )
        row.details["EmploymentHistory"] = lines(row.id, "EmploymentHistory", [position])
        return row


def _organization(party: Party, row_id: str) -> Row:
    values = filled(
        ContactID=_MAIN_CONTACTS + party.party,
        DisplayName=party.name,
        Attention=" ".join(party.person) if party.person else None,
        Email=party.email,
        Phone1=party.phone,
        Phone1Type="Business 1",
    )
    row = Row(row_id, values, {"Activities": [], "Attributes": []})
    row.linked["Address"] = _address(party, row_id)
    return row


def _address(party: Party, owner: str) -> Row:
    values = {
        "AddressLine1": party.street,
        "City": party.city,
        "Country": party.country,
        "PostalCode": party.postcode,
        "Validated": False,
    }
    return Row(part_guid(owner, "Address"), values)
