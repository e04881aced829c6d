"""Procurement: suppliers and purchase orders."""

from __future__ import annotations

from erp_sandbox.oracle_fusion.resources.spec import attributes, flexfield, resource

_SITES = resource(
    "sites",
    "Sites",
    "SupplierSiteId",
    attributes(
        integers="SupplierSiteId ProcurementBUId SupplierAddressId",
        texts="SupplierSite ProcurementBU SupplierAddressName Status Email CommunicationMethodCode"
        " PurchasingHoldReason InvoiceCurrencyCode CreatedBy LastUpdatedBy",
        dates="InactiveDate",
        timestamps="CreationDate LastUpdateDate",
        flags="SitePurposePurchasingFlag SitePurposePayFlag SitePurposePrimaryPayFlag"
        " SitePurposeSourcingOnlyFlag HoldAllNewPurchasingDocumentsFlag",
        mandatory="SupplierSiteId LastUpdateDate",
        hidden="Status",
    ),
    resource(
        "assignments",
        "Assignments",
        "AssignmentId",
        attributes(
            integers="AssignmentId ClientBUId BillToBUId",
            texts="ClientBU BillToBU Status",
            dates="InactiveDate",
            timestamps="CreationDate LastUpdateDate",
        ),
    ),
)
_ADDRESSES = resource(
    "addresses",
    "Addresses",
    "SupplierAddressId",
    attributes(
        integers="SupplierAddressId",
        texts="AddressName CountryCode Country AddressLine1 AddressLine2 AddressLine3 AddressLine4"
        " City State Province County PostalCode Email Status CreatedBy LastUpdatedBy",
        dates="InactiveDate",
        timestamps="CreationDate LastUpdateDate",
        flags="AddressPurposeOrderingFlag AddressPurposeRemitToFlag AddressPurposeRFQOrBiddingFlag",
        mandatory="SupplierAddressId LastUpdateDate",
        hidden="Status",
    ),
)
_CONTACTS = resource(
    "contacts",
    "Contacts",
    "SupplierContactId",
    attributes(
        integers="SupplierContactId PersonProfileId",
        texts="FirstName LastName JobTitle Email PhoneNumber Status CreatedBy LastUpdatedBy",
        dates="InactiveDate",
        timestamps="CreationDate LastUpdateDate",
        flags="AdministrativeContactFlag",
        mandatory="SupplierContactId LastUpdateDate",
        hidden="Status",
    ),
    resource(
        "addresses",
        "Contact Addresses",
        "SupplierContactAddressId",
        attributes(
            integers="SupplierContactAddressId SupplierAddressId",
            texts="AddressName",
            timestamps="CreationDate LastUpdateDate",
        ),
    ),
)
_SUPPLIERS = resource(
    "suppliers",
    "Suppliers",
    "SupplierId",
    attributes(
        integers="SupplierId SupplierPartyId ParentSupplierId",
        texts="Supplier SupplierNumber AlternateName Alias BusinessRelationship"
        " BusinessRelationshipCode SupplierType SupplierTypeCode TaxOrganizationType"
        " TaxOrganizationTypeCode Status ParentSupplier ParentSupplierNumber CorporateWebsite"
        " CreatedBy LastUpdatedBy",
        dates="InactiveDate",
        timestamps="CreationDate LastUpdateDate",
        flags="OneTimeSupplierFlag",
        mandatory="SupplierId Supplier LastUpdateDate",
        hidden="Status",
    ),
    _SITES,
    _ADDRESSES,
    _CONTACTS,
    flexfield("DFF", "Suppliers DFF", "SupplierId", texts="riskClass"),
)
_PO_DISTRIBUTIONS = resource(
    "distributions",
    "Distributions",
    "PODistributionId",
    attributes(
        integers="PODistributionId DistributionNumber",
        numbers="Quantity OrderedAmount",
        texts="POChargeAccount DestinationType DeliverToLocation UOM CurrencyCode CreatedBy"
        " LastUpdatedBy",
        dates="BudgetDate",
        timestamps="CreationDate LastUpdateDate",
        mandatory="PODistributionId LastUpdateDate",
    ),
    opaque=True,
)
_SCHEDULES = resource(
    "schedules",
    "Schedules",
    "LineLocationId",
    attributes(
        integers="LineLocationId ScheduleNumber",
        numbers="Quantity ReceivedQuantity InvoicedQuantity Ordered Total",
        texts="ShipToLocation DestinationType Status StatusCode UOMCode CreatedBy LastUpdatedBy",
        dates="RequestedDeliveryDate PromisedDeliveryDate",
        timestamps="CreationDate LastUpdateDate",
        mandatory="LineLocationId LastUpdateDate",
    ),
    _PO_DISTRIBUTIONS,
    opaque=True,
)
_PO_LINES = resource(
    "lines",
    "Lines",
    "POLineId",
    attributes(
        integers="POLineId POHeaderId LineNumber LineTypeId ItemId CategoryId",
        numbers="Quantity Price Ordered Total",
        texts="LineType Item Description Category UOMCode UOM CurrencyCode SupplierItem Status"
        " StatusCode CreatedBy LastUpdatedBy",
        timestamps="CreationDate LastUpdateDate",
        mandatory="POLineId POHeaderId LastUpdateDate",
    ),
    _SCHEDULES,
    opaque=True,
)
_ORDERS = resource(
    "purchaseOrders",
    "Purchase Orders",
    "POHeaderId",
    attributes(
        integers="POHeaderId Revision SoldToLegalEntityId ProcurementBUId RequisitioningBUId"
        " BillToBUId BuyerId SupplierId SupplierSiteId DocumentStyleId",
        numbers="Ordered OrderedAmountBeforeAdjustments CreditAmount DiscountAmount TotalTax Total",
        texts="OrderNumber Status StatusCode SoldToLegalEntity ProcurementBU RequisitioningBU"
        " BillToBU Buyer Supplier SupplierSite SupplierContact SupplierContactDisplayName"
        " BillToLocation CurrencyCode Currency Description RequiredAcknowledgment"
        " RequiredAcknowledgmentCode PaymentTerms Carrier ShippingMethod FreightTerms"
        " FreightTermsCode FOB FOBCode DocumentStyle PurchaseBasis FundsStatus ImportSourceCode"
        " SupplierCommunicationMethod SupplierCommunicationMethodCode DefaultTaxationCountry"
        " DefaultTaxationCountryCode CreatedBy LastUpdatedBy",
        dates="OrderDate",
        timestamps="CreationDate LastUpdateDate",
        flags="RequiresSignatureFlag BuyerManagedTransportFlag PayOnReceiptFlag ConfirmingOrderFlag"
        " ProgressPaymentFlag ConsignmentTermsFlag FrozenFlag OverrideB2BCommunicationFlag",
        mandatory="POHeaderId OrderNumber LastUpdateDate",
        hidden="FundsStatus SupplierContactDisplayName",
    ),
    _PO_LINES,
    flexfield("DFF", "Purchase Orders DFF", "POHeaderId", texts="budgetHolder"),
    opaque=True,
)
RESOURCES = (_SUPPLIERS, _ORDERS)
