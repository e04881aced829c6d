"""The suppliers of the pod."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.company.organization import VENDOR_CATEGORIES
from erp_sandbox.oracle_fusion.amounts import milliseconds
from erp_sandbox.oracle_fusion.keys import number
from erp_sandbox.oracle_fusion.resources import RESOURCES
from erp_sandbox.oracle_fusion.rows import Row, filled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from erp_sandbox.company.model import Contact, Party
    from erp_sandbox.oracle_fusion.directory import Directory
    from erp_sandbox.oracle_fusion.rows import Values
    from erp_sandbox.oracle_fusion.store import Pod

SUPPLIERS = RESOURCES["suppliers"]


def suppliers(pod: Pod, directory: Directory) -> Iterator[Row]:
    """Yield the suppliers with sites, addresses and contacts."""
    contacts: dict[int, list[Contact]] = {}
    for contact in pod.company.contacts:
        contacts.setdefault(contact.company, []).append(contact)
    for vendor in pod.company.vendors:
        yield _supplier(pod, directory, vendor, contacts.get(vendor.party, []))


def _supplier(pod: Pod, directory: Directory, vendor: Party, people: list[Contact]) -> Row:
    identity = number("supplier", vendor.party)
    parent = directory.parties.get(vendor.parent or 0)
    category = VENDOR_CATEGORIES[vendor.category - 1] if vendor.category else None
    values = filled(
        SupplierId=identity,
        SupplierPartyId=number("party", vendor.party),
        Supplier=vendor.name,
        SupplierNumber=vendor.code,
        AlternateName=vendor.person[1] if vendor.person else None,
        BusinessRelationship="Spend Authorized",
        BusinessRelationshipCode="SPEND_AUTHORIZED",
        SupplierType=category,
        SupplierTypeCode=category.upper() if category else None,
        TaxOrganizationType="Individual" if vendor.person else "Corporation",
        TaxOrganizationTypeCode="INDIVIDUAL" if vendor.person else "CORPORATION",
        Status="INACTIVE" if vendor.inactive else "ACTIVE",
        InactiveDate=vendor.modified.date() if vendor.inactive else None,
        ParentSupplierId=number("supplier", parent.party) if parent else None,
        ParentSupplier=parent.name if parent else None,
        ParentSupplierNumber=parent.code if parent else None,
        OneTimeSupplierFlag=False,
        **_who(vendor),
    )
    flexfield: Values = {"SupplierId": identity}
    if vendor.party % 2:
        flexfield["riskClass"] = "ABC"[vendor.party % 3]
    children = {
        "sites": [_site(pod, directory, vendor)],
        "addresses": [_address(directory, vendor)],
        "contacts": [_contact(person) for person in people],
        "DFF": [_row("DFF", identity, flexfield)],
    }
    unit = pod.organization.units[vendor.legal_entity]
    return Row.of(SUPPLIERS, f"{identity}", values, children, business_unit=unit.name)


def _who(record: Party | Contact) -> Values:
    return {
        "CreatedBy": "SUPPLIER.ADMIN",
        "CreationDate": milliseconds(record.created, record.party),
        "LastUpdatedBy": "SUPPLIER.ADMIN",
        "LastUpdateDate": milliseconds(record.modified, record.party),
    }


def _row(child: str, identity: int, values: Values) -> Row:
    return Row.of(SUPPLIERS.children[child], f"{identity}", values)


def _site(pod: Pod, directory: Directory, vendor: Party) -> Row:
    unit = pod.organization.units[vendor.legal_entity]
    identity = number("site", vendor.party)
    name = directory.site(vendor.party)
    values = filled(
        SupplierSiteId=identity,
        SupplierSite=name,
        ProcurementBUId=unit.id,
        ProcurementBU=unit.name,
        SupplierAddressId=number("address", vendor.party),
        SupplierAddressName=name,
        Status="ACTIVE",
        Email=vendor.email,
        CommunicationMethodCode="EMAIL" if vendor.email else "NONE",
        InvoiceCurrencyCode=pod.organization.currencies[vendor.currency],
        SitePurposePurchasingFlag=True,
        SitePurposePayFlag=True,
        SitePurposePrimaryPayFlag=True,
        SitePurposeSourcingOnlyFlag=False,
        HoldAllNewPurchasingDocumentsFlag=False,
        **_who(vendor),
    )
    row = _row("sites", identity, values)
    spec = SUPPLIERS.children["sites"].children["assignments"]
    assigned = number("assignment", vendor.party)
    values = {
        "AssignmentId": assigned,
        "ClientBUId": unit.id,
        "ClientBU": unit.name,
        "BillToBUId": unit.id,
        "BillToBU": unit.name,
        "Status": "ACTIVE",
        "CreationDate": row.values["CreationDate"],
        "LastUpdateDate": row.modified,
    }
    row.children["assignments"] = [Row.of(spec, f"{assigned}", values)]
    return row


def _address(directory: Directory, vendor: Party) -> Row:
    identity = number("address", vendor.party)
    values = filled(
        SupplierAddressId=identity,
        AddressName=directory.site(vendor.party),
        CountryCode=vendor.country,
        AddressLine1=vendor.street,
        City=vendor.city,
        PostalCode=vendor.postcode,
        Email=vendor.email,
        Status="ACTIVE",
        AddressPurposeOrderingFlag=True,
        AddressPurposeRemitToFlag=True,
        AddressPurposeRFQOrBiddingFlag=False,
        **_who(vendor),
    )
    return _row("addresses", identity, values)


def _contact(person: Contact) -> Row:
    identity = number("contact", person.party)
    values = filled(
        SupplierContactId=identity,
        FirstName=person.first,
        LastName=person.last,
        JobTitle=person.title,
        Email=person.email,
        PhoneNumber=person.phone,
        Status="INACTIVE" if person.inactive else "ACTIVE",
        InactiveDate=person.modified.date() if person.inactive else None,
        AdministrativeContactFlag=False,
        **_who(person),
    )
    row = _row("contacts", identity, values)
    row.children["addresses"] = []
    return row
