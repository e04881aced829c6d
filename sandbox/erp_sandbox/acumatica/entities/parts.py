"""Objects that several entities link to: contacts, addresses, attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.acumatica.entities.spec import entity, shape, view

if TYPE_CHECKING:
    from erp_sandbox.acumatica.entities.spec import Field, Shape

ATTRIBUTE = shape(
    "AttributeValue",
    view(
        "Answers",
        text=(
            "AttributeID AttributeDescription=AttributeID_description Value "
            "ValueDescription=Value_description"
        ),
        boolean="Required=IsRequired",
        guid="RefNoteID",
    ),
    view(boolean="IsActive"),
    keys="AttributeID",
)
_ACTIVITY = shape(
    "ActivityDetail",
    view(
        "Activities",
        boolean="Billable=IsBillable Released",
        text=(
            "Overtime=OvertimeSpent BillableOvertime=OvertimeBillable BillableTime=TimeBillable "
            "Category=CategoryID CostCode=CostCodeID CreatedByID Owner=OwnerID Project=ProjectID "
            "ProjectTask=ProjectTaskID Status=UIStatus Summary=Subject TimeSpent Type=ClassInfo "
            "WorkgroupID"
        ),
        timestamp="CreatedDateTime LastModifiedDateTime StartDate",
        guid="NoteID RefNoteID",
    ),
)


def address(view_name: str) -> Shape:
    """Return the shape of an address in a view."""
    return shape(
        "Address",
        view(
            view_name,
            text="AddressLine1 AddressLine2 City Country=CountryID PostalCode State",
            boolean="Validated=IsValidated",
        ),
    )


def contact(view_name: str, address_view: str) -> Shape:
    """Return the shape of a contact in a view, with its address."""
    return shape(
        "Contact",
        _person(view_name),
        details={"Activities": _ACTIVITY, "Attributes": ATTRIBUTE},
        linked={"Address": address(address_view)},
    )


def document_contact(view_name: str) -> Shape:
    """Return the shape of the contact of a document."""
    return shape("DocContact", view(view_name, text="Attention BusinessName=FullName Email Phone1"))


def _person(view_name: str) -> tuple[Field, ...]:
    return view(
        view_name,
        boolean=(
            "Active=IsActive AddressValidated DoNotCall=NoCall DoNotEmail=NoEMail DoNotFax=NoFax "
            "DoNotMail=NoMail DuplicateFound NoMarketing NoMassMail "
            "OverrideAccountAddress=OverrideAddress Synchronize"
        ),
        text=(
            "Attention BusinessAccount=BAccountID CompanyName ContactClass=ClassID "
            "ContactMethod=Method ConvertedBy DisplayName Duplicate=DuplicateStatus Email=EMail "
            "ExtRefNbr Fax FaxType FirstName FullName Gender Image=Img JobTitle=Salutation "
            "LanguageOrLocale=LanguageID LastName MaritalStatus MiddleName=MidName Owner=OwnerID "
            "OwnerEmployeeName=OwnerID_description ParentAccount=ParentBAccountID Phone1 "
            "Phone1Type Phone2 Phone2Type Phone3 Phone3Type Reason=Resolution Source "
            "SourceCampaign=CampaignID SpouseOrPartnerName=Spouse Status Title Type=ContactType "
            "WebSite Workgroup=WorkgroupID WorkgroupDescription=WorkgroupID_description"
        ),
        integer="ContactID",
        date="DateOfBirth QualificationDate",
        timestamp=(
            "LastIncomingActivity=LastIncomingActivityDate LastModifiedDateTime "
            "LastOutgoingActivity=LastOutgoingActivityDate"
        ),
        guid="NoteID",
    )


CONTACT = entity(
    "Contact",
    "CR302000",
    "PX.Objects.CR.ContactMaint",
    _person("Contact"),
    keys="ContactID",
    dac="PX.Objects.CR.Contact",
    details={"Activities": _ACTIVITY, "Attributes": ATTRIBUTE},
    linked={"Address": address("AddressCurrent")},
)
