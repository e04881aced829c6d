"""Customers, vendors, contacts, employees, jobs and the tables that refer to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.netsuite.tables.spec import ADDRESS, columns, table

if TYPE_CHECKING:
    from erp_sandbox.netsuite.catalog import Table

_REACH = columns(text="email altemail phone altphone mobilephone fax")
_PERSON = columns(text="firstname middlename lastname")
_VAT = columns(text="custentity_vat_number", date="custentity_onboarded_on")

CUSTOMER = table(
    "customer",
    _PERSON,
    _REACH,
    columns(
        text="custentity_website",
        integer="custentity_credit_score",
        boolean="custentity_key_account",
        amount="custentity_pledged_volume",
        id="custentity_account_manager>employee",
    ),
    _VAT,
    id=(
        "id category>customercategory parent>customer partner salesrep>employee territory"
        " leadsource entitystatus currency>currency terms>term receivablesaccount>account"
        " pricelevel defaultbillingaddress defaultshippingaddress"
    ),
    text=(
        "entityid entitytitle altname companyname salutation title homephone url accountnumber"
        " searchstage resalenumber creditholdoverride language emailpreference comments externalid"
    ),
    integer="entitynumber",
    boolean="isperson oncredithold isinactive",
    amount=(
        "creditlimit balancesearch overduebalancesearch unbilledorderssearch consolbalancesearch"
        " consoloverduebalancesearch"
    ),
    date="firstorderdate firstsaledate lastorderdate lastsaledate startdate enddate dateclosed",
    datetime="datecreated lastmodifieddate",
)

VENDOR = table(
    "vendor",
    _PERSON,
    _REACH,
    columns(
        integer="custentity_payment_score",
        number="custentity_rebate_percent",
        datetime="custentity_last_screened_at",
    ),
    _VAT,
    id=(
        "id category>vendorcategory currency>currency terms>term payablesaccount>account"
        " expenseaccount>account incoterm representingsubsidiary>subsidiary subsidiary>subsidiary"
        " defaultbillingaddress defaultshippingaddress defaultbankaccount>account"
    ),
    text=(
        "entityid entitytitle altname companyname legalname url accountnumber printoncheckas"
        " comments externalid"
    ),
    integer="entitynumber",
    boolean="isperson is1099eligible isjobresourcevend isinactive",
    amount="creditlimit balance balanceprimary unbilledorders unbilledordersprimary",
    datetime="datecreated lastmodifieddate",
)

CONTACT = table(
    "contact",
    _PERSON,
    id="id company>entity subsidiary>subsidiary supervisor>contact",
    ids="category",  # (unconfirmed)
    text=(
        "entityid entitytitle salutation title email altemail phone officephone mobilephone"
        " homephone fax comments externalid custentity_preferred_channel"
    ),
    boolean="isinactive isprivate",
    datetime="datecreated lastmodifieddate",
)

EMPLOYEE = table(
    "employee",
    _PERSON,
    id=(
        "id department>department class>classification location>location subsidiary>subsidiary"
        " supervisor>employee approver>employee currency>currency"
    ),
    text="entityid title email phone mobilephone externalid custentity_badge",
    boolean="issalesrep isinactive",
    amount="approvallimit expenselimit purchaseorderlimit purchaseorderapprovallimit",
    date="hiredate releasedate",
    datetime="datecreated lastmodifieddate",
)

ENTITY = table(
    "entity",
    columns(
        key="type",
        text="entityid entitytitle altname firstname lastname email phone",
        boolean="isperson isinactive",
        datetime="datecreated lastmodifieddate",
    ),
    id=(
        "id customer>customer vendor>vendor employee>employee contact>contact project>job partner"
        " othername parent>entity toplevelparent>entity"
    ),
)

JOB = table(
    "job",
    id=(
        "id customer>customer parent>entity entitystatus jobtype currency>currency"
        " defaultbillingaddress defaultshippingaddress"
    ),
    text="entityid altname companyname jobbillingtype externalid",
    number="percentcomplete",
    amount="estimatedcost estimatedrevenue jobprice",
    boolean="isinactive",
    date="startdate enddate projectedenddate",
    datetime="datecreated lastmodifieddate",
)

COMPANY_CONTACT = table(
    "companycontactrelationship",
    key="company contact",
    timestamp=None,
    id="company>entity contact>contact role",
)


def _address_book(owner: str) -> tuple[Table, Table]:
    book = table(
        f"{owner}addressbook",
        key="internalid",
        timestamp=None,
        id=f"internalid entity>{owner} addressbookaddress",
        text="label",
        boolean="defaultbilling defaultshipping",
    )
    return book, table(f"{owner}addressbookentityaddress", ADDRESS, key="nkey")


def _subsidiaries(owner: str) -> Table:
    return table(
        f"{owner}subsidiaryrelationship",
        timestamp=None,
        feature="one_world",
        id=f"id entity>{owner} subsidiary>subsidiary primarycurrency>currency",
        boolean="isprimarysub",
        amount="balance",
    )


TABLES: tuple[Table, ...] = (
    CUSTOMER,
    VENDOR,
    CONTACT,
    EMPLOYEE,
    ENTITY,
    JOB,
    COMPANY_CONTACT,
    table("vendorcategory", timestamp=None, id="id", text="name", boolean="istaxagency isinactive"),
    table("customercategory", timestamp=None, id="id", text="name", boolean="isinactive"),
    _subsidiaries("customer"),
    _subsidiaries("vendor"),
    *_address_book("customer"),
    *_address_book("vendor"),
    table("entityaddress", ADDRESS, key="nkey"),
)
