"""The initial objects of the org (from recorded describes)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from erp_sandbox.salesforce.fields import FieldSpec, ObjectSpec

_ACCOUNT_TYPES = (
    "Prospect",
    "Customer - Direct",
    "Customer - Channel",
    "Channel Partner / Reseller",
    "Installation Partner",
    "Technology Partner",
    "Other",
)


def _text(length: int, **labels: str) -> list[FieldSpec]:
    return [FieldSpec(name, label, "string", length) for name, label in labels.items()]


def _of(kind: str, length: int, **labels: str) -> list[FieldSpec]:
    return [FieldSpec(name, label, kind, length) for name, label in labels.items()]


def _address(prefix: str) -> list[FieldSpec]:
    return [
        FieldSpec(f"{prefix}Street", f"{prefix} Street", "textarea", 255),
        FieldSpec(f"{prefix}City", f"{prefix} City", "string", 40),
        FieldSpec(f"{prefix}State", f"{prefix} State/Province", "string", 80),
        FieldSpec(f"{prefix}PostalCode", f"{prefix} Zip/Postal Code", "string", 20),
        FieldSpec(f"{prefix}Country", f"{prefix} Country", "string", 80),
        FieldSpec(
            f"{prefix}Address", f"{prefix} Address", "address", createable=False, updateable=False
        ),
    ]


def _reference(name: str, label: str, to: str, relationship: str, **more: Any) -> FieldSpec:
    return FieldSpec(
        name, label, "reference", 18, references=(to,), relationship=relationship, **more
    )


def _object(
    name: str, label: str, plural: str, prefix: str, *fields: FieldSpec, setup: bool = False
) -> ObjectSpec:
    return ObjectSpec(name, label, plural, prefix, {f.name: f for f in fields}, setup)


def custom_owner() -> FieldSpec:
    """Return the owner field of a custom object: a user or a queue."""
    owner = _reference("OwnerId", "Owner ID", "User", "Owner", default="user")
    return replace(owner, references=("User", "Group"))


def objects() -> dict[str, ObjectSpec]:
    """Return new definitions of all objects."""
    owner = _reference("OwnerId", "Owner ID", "User", "Owner", default="user")
    record_type = _reference("RecordTypeId", "Record Type ID", "RecordType", "RecordType")
    account = _object(
        "Account",
        "Account",
        "Accounts",
        "001",
        FieldSpec("Name", "Account Name", "string", 255, required=True),
        FieldSpec("Type", "Account Type", "picklist", 255, choices=_ACCOUNT_TYPES),
        _reference("ParentId", "Parent Account ID", "Account", "Parent"),
        _reference(
            "MasterRecordId",
            "Master Record ID",
            "Account",
            "MasterRecord",
            createable=False,
            updateable=False,
        ),
        record_type,
        owner,
        *_address("Billing"),
        *_address("Shipping"),
        *_of("phone", 40, Phone="Account Phone", Fax="Account Fax"),
        *_text(40, AccountNumber="Account Number"),
        *_of("url", 255, Website="Website"),
        *_text(20, Sic="SIC Code", TickerSymbol="Ticker Symbol"),
        *_of("picklist", 255, Industry="Industry", Rating="Account Rating"),
        FieldSpec("AnnualRevenue", "Annual Revenue", "currency", precision=18, scale=0),
        FieldSpec("NumberOfEmployees", "Employees", "int"),
        FieldSpec("Description", "Account Description", "textarea", 32000),
        *_text(80, Site="Account Site"),
        FieldSpec(
            "CleanStatus",
            "Clean Status",
            "picklist",
            40,
            choices=("Matched", "Different", "Pending"),
            restricted=True,
        ),
    )
    contact = _object(
        "Contact",
        "Contact",
        "Contacts",
        "003",
        FieldSpec("LastName", "Last Name", "string", 80, required=True),
        *_text(40, FirstName="First Name"),
        *_of("picklist", 40, Salutation="Salutation"),
        FieldSpec("Name", "Full Name", "string", 121, createable=False, updateable=False),
        _reference("AccountId", "Account ID", "Account", "Account"),
        _reference("ReportsToId", "Reports To ID", "Contact", "ReportsTo"),
        _reference(
            "MasterRecordId",
            "Master Record ID",
            "Contact",
            "MasterRecord",
            createable=False,
            updateable=False,
        ),
        owner,
        FieldSpec("Email", "Email", "email", 80, id_lookup=True),
        *_address("Mailing"),
        *_of(
            "phone",
            40,
            Phone="Business Phone",
            Fax="Business Fax",
            MobilePhone="Mobile Phone",
            HomePhone="Home Phone",
            OtherPhone="Other Phone",
        ),
        *_text(128, Title="Title"),
        *_text(80, Department="Department"),
        *_of("picklist", 255, LeadSource="Lead Source"),
        FieldSpec("Birthdate", "Birthdate", "date"),
        FieldSpec("Description", "Contact Description", "textarea", 32000),
    )
    vendor = _object(
        "Vendor__c",
        "Vendor",
        "Vendors",
        "a00",
        FieldSpec("Name", "Vendor Name", "string", 80, required=True),
        custom_owner(),
        *_of("phone", 40, Phone__c="Phone"),
        FieldSpec("Email__c", "Email", "email", 80),
        *_text(255, Category__c="Category"),
        FieldSpec("Credit_Limit__c", "Credit Limit", "currency", precision=18, scale=2),
        FieldSpec("Inactive__c", "Inactive", "boolean"),
    )
    known = (account, contact, vendor, *_setup_objects())
    return {spec.name: spec for spec in known}


def _setup_objects() -> tuple[ObjectSpec, ...]:
    """Return users and permissions: ordinary rows that decide what is visible."""
    flag = "boolean"
    permission_set = _reference("ParentId", "Parent ID", "PermissionSet", "Parent", required=True)
    return (
        _object(
            "User",
            "User",
            "Users",
            "005",
            FieldSpec("Username", "Username", "string", 80, required=True, id_lookup=True),
            *_text(121, Name="Full Name"),
            FieldSpec("IsActive", "Active", flag, default=True),
            setup=True,
        ),
        _object(
            "Group",
            "Group",
            "Groups",
            "00G",
            *_text(40, Name="Name"),
            FieldSpec("DeveloperName", "Developer Name", "string", 80, id_lookup=True),
            *_text(40, Type="Type"),
            setup=True,
        ),
        _object(
            "RecordType",
            "Record Type",
            "Record Types",
            "012",
            *_text(80, Name="Name", DeveloperName="Record Type Name", SobjectType="SObject Type"),
            FieldSpec("IsActive", "Active", flag, default=True),
            setup=True,
        ),
        _object(
            "PermissionSet",
            "Permission Set",
            "Permission Sets",
            "0PS",
            FieldSpec("Name", "Permission Set Name", "string", 80, required=True, unique=True),
            FieldSpec("Label", "Permission Set Label", "string", 80, required=True),
            *_text(255, Description="Description"),
            FieldSpec("IsOwnedByProfile", "Is Owned By Profile", flag),
            setup=True,
        ),
        _object(
            "FieldPermissions",
            "Field Permissions",
            "Field Permissions",
            "01k",
            permission_set,
            *_text(80, SobjectType="SObject Type", Field="Field Name"),
            FieldSpec("PermissionsRead", "Read", flag),
            FieldSpec("PermissionsEdit", "Edit", flag),
            setup=True,
        ),
        _object(
            "ObjectPermissions",
            "Object Permissions",
            "Object Permissions",
            "110",
            permission_set,
            *_text(80, SobjectType="SObject Type"),
            *(
                FieldSpec(f"Permissions{what}", what, flag)
                for what in (
                    "Read",
                    "Create",
                    "Edit",
                    "Delete",
                    "ViewAllRecords",
                    "ModifyAllRecords",
                )
            ),
            setup=True,
        ),
        _object(
            "PermissionSetAssignment",
            "Permission Set Assignment",
            "Permission Set Assignments",
            "0Pa",
            _reference(
                "PermissionSetId",
                "Permission Set ID",
                "PermissionSet",
                "PermissionSet",
                required=True,
            ),
            _reference("AssigneeId", "Assignee ID", "User", "Assignee", required=True),
            setup=True,
        ),
        _object(
            "DuplicateRule",
            "Duplicate Rule",
            "Duplicate Rules",
            "0Bm",
            *_text(80, DeveloperName="Rule Name", SobjectType="SObject Type"),
            FieldSpec("IsActive", "Active", flag, default=True),
            setup=True,
        ),
    )
