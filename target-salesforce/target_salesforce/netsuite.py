"""The built-in mappings: customers, vendors, contacts and default addresses of tap-netsuite.

NetSuite numbers all entities in one sequence, so customers and vendors can share Account and its
external id without meeting.
"""

from __future__ import annotations

from typing import Any

_EXTERNAL_ID = "NetSuite_Id__c"


def _address(prefix: str) -> dict[str, str]:
    return {
        f"{prefix}Street": "'\\n'.join([line for line in [addr1, addr2, addr3] if line])",
        f"{prefix}City": "city",
        f"{prefix}State": "state",
        f"{prefix}PostalCode": "zip",
        f"{prefix}Country": "country",
    }


def _of(obj: str, key: str, **parts: Any) -> dict[str, Any]:
    return {"object": obj, "external_id": _EXTERNAL_ID, "key": key, **parts}


def _parent(obj: str, key: str) -> dict[str, str]:
    return {"object": obj, "external_id": _EXTERNAL_ID, "key": key}


def mappings(vendor_object: str, vendor_record_type: str | None = None) -> dict[str, Any]:
    """Mapping by stream.

    Args:
        vendor_object: `Account`, or the custom object vendors go to.
        vendor_record_type: Developer name of the record type vendors get, if any.
    """
    vendors = _of(
        "Account",
        "id",
        fields={
            "Name": "companyname or altname or entityid",
            "AccountNumber": "entityid",
            "Type": "'Vendor'",
            "Phone": "phone",
            "Fax": "fax",
            "Website": "url",
        },
    )
    if vendor_object != "Account":
        vendors = _of(vendor_object, "id", fields={"Name": "companyname or altname or entityid"})
    if vendor_record_type:
        vendors["fields"]["RecordTypeId"] = repr(vendor_record_type)
    return {
        "customers": _of(
            "Account",
            "id",
            fields={
                "Name": "companyname or altname or entityid",
                "AccountNumber": "entityid",
                "Type": "'Customer - Direct'",
                "Phone": "phone",
                "Fax": "fax",
                "Website": "url",
            },
            lookups={"ParentId": _parent("Account", "parent")},
        ),
        "vendors": vendors,
        "contacts": _of(
            "Contact",
            "id",
            fields={
                "FirstName": "firstname",
                "LastName": "lastname or entityid",
                "Salutation": "salutation",
                "Title": "title",
                "Email": "email",
                "Phone": "phone or officephone",
                "MobilePhone": "mobilephone",
                "HomePhone": "homephone",
                "Fax": "fax",
            },
            lookups={"AccountId": _parent("Account", "company")},
        ),
        "customer_billing_addresses": _of("Account", "entity", fields=_address("Billing")),
        "customer_shipping_addresses": _of("Account", "entity", fields=_address("Shipping")),
    }
