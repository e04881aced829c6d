"""The built-in mappings: customers, vendors, contacts and default addresses of tap-netsuite.

NetSuite numbers all entities in one sequence: customers and vendors can share the Account object
and its external id.
"""

from __future__ import annotations

from singer_erp.delivery.mapping import LookupSettings, MappingSettings

_EXTERNAL_ID = "NetSuite_Id__c"
_NAME = "companyname or altname or entityid"


def built_in_mappings(
    vendor_object: str, vendor_record_type: str | None = None
) -> dict[str, MappingSettings]:
    """Return the mapping of each stream.

    Args:
        vendor_object: `Account`, or the custom object for vendors.
        vendor_record_type: Developer name of the record type of vendors, if any.
    """
    vendor = _company("Vendor") if vendor_object == "Account" else {"Name": _NAME}
    if vendor_record_type:
        vendor["RecordTypeId"] = repr(vendor_record_type)
    return {
        "customers": _mapping(
            "Account",
            fields=_company("Customer - Direct"),
            lookups={"ParentId": LookupSettings(_EXTERNAL_ID, "parent", "Account")},
        ),
        "vendors": _mapping(vendor_object, fields=vendor),
        "contacts": _mapping(
            "Contact",
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
            lookups={"AccountId": LookupSettings(_EXTERNAL_ID, "company", "Account")},
        ),
        "customer_billing_addresses": _address("Billing"),
        "customer_shipping_addresses": _address("Shipping"),
    }


def _mapping(
    obj: str,
    *,
    fields: dict[str, str],
    lookups: dict[str, LookupSettings] | None = None,
    key: str = "id",
) -> MappingSettings:
    return MappingSettings(
        object=obj,
        external_id=_EXTERNAL_ID,
        key=key,
        fields={**fields},
        lookups={**(lookups or {})},
    )


def _company(account_type: str) -> dict[str, str]:
    return {
        "Name": _NAME,
        "AccountNumber": "entityid",
        "Type": repr(account_type),
        "Phone": "phone",
        "Fax": "fax",
        "Website": "url",
    }


def _address(prefix: str) -> MappingSettings:
    return _mapping(
        "Account",
        key="entity",
        fields={
            f"{prefix}Street": "'\\n'.join([line for line in [addr1, addr2, addr3] if line])",
            f"{prefix}City": "city",
            f"{prefix}State": "state",
            f"{prefix}PostalCode": "zip",
            f"{prefix}Country": "country",
        },
    )
