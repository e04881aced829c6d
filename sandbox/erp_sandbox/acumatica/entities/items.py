"""Stock and non-stock items."""

from __future__ import annotations

from erp_sandbox.acumatica.entities.parts import ATTRIBUTE
from erp_sandbox.acumatica.entities.spec import entity, shape, view

INVENTORY_ITEM_CROSS_REFERENCE = shape(
    "InventoryItemCrossReference",
    view(
        "itemxrefrecords",
        text=(
            "AlternateID AlternateType Description=Descr Subitem=SubItemID "
            "VendorOrCustomer=BAccountID UOM"
        ),
    ),
)

INVENTORY_ITEM_UOM_CONVERSION = shape(
    "InventoryItemUOMConversion",
    view(
        "itemunits",
        decimal="ConversionFactor=UnitRate",
        text="FromUOM=FromUnit MultiplyOrDivide=UnitMultDiv ToUOM=ToUnit",
    ),
)

STOCK_ITEM_VENDOR_DETAIL = shape(
    "StockItemVendorDetail",
    view(
        "VendorItems",
        boolean="Active Default=IsDefault Override=OverrideSettings",
        short="AddLeadTimeDays LeadTimeDays=Location__VLeadTime",
        text=(
            "CurrencyID=CuryID Location=VendorLocationID PurchaseUnit Subitem=SubItemID VendorID "
            "VendorName=Vendor__AcctName Warehouse=Location__VSiteID"
        ),
        decimal=(
            "EOQ=ERQ LastVendorPrice=LastPrice LotSize MaxOrderQty=MaxOrdQty MinOrderQty=MinOrdQty"
        ),
        integer="MinOrderFrequencyInDays=MinOrdFreq RecordID",
    ),
    keys="VendorID Location",
)

STOCK_ITEM_WAREHOUSE_DETAIL = shape(
    "StockItemWarehouseDetail",
    view(
        "itemsiterecords",
        decimal=(
            "DailyDemandForecast=DemandPerDayAverage "
            "DailyDemandForecastErrorSTDEV=DemandPerDaySTDEV "
            "QtyOnHand=INSiteStatusSummary__QtyOnHand ServiceLevel=ServiceLevelPct"
        ),
        text=(
            "DefaultIssueLocationID=DfltShipLocationID "
            "DefaultReceiptLocationID=DfltReceiptLocationID InventoryAccount=InvtAcctID "
            "InventorySubaccount=InvtSubID PreferredVendor=PreferredVendorID "
            "ProductManager=ProductManagerID ProductWorkgroup=ProductWorkgroupID "
            "ReplenishmentSource ReplenishmentWarehouse=ReplenishmentSourceSiteID "
            "Seasonality=ReplenishmentPolicyID Status=SiteStatus WarehouseID=SiteID"
        ),
        boolean=(
            "IsDefault Override=ServiceLevelOverride "
            "OverridePreferredVendor=PreferredVendorOverride "
            "OverrideReplenishmentSettings=ReplenishmentPolicyOverride "
            "OverrideStdCost=StdCostOverride PriceOverride=BasePriceOverride"
        ),
        date="LastForecastDate",
    ),
)

STOCK_ITEM = entity(
    "StockItem",
    "IN202500",
    "PX.Objects.IN.InventoryItemMaint",
    view(
        "ItemSettings",
        text=(
            "ABCCode=ABCCodeID AutoIncrementalValue=LotSerNumVal BaseUOM=BaseUnit "
            "COGSAccount=COGSAcctID COGSSubaccount=COGSSubID Content=Body CountryOfOrigin "
            "DefaultIssueLocationID=DfltShipLocationID "
            "DefaultReceiptLocationID=DfltReceiptLocationID DefaultSubitem=DefaultSubItemID "
            "DefaultWarehouseID=DfltSiteID DeferralAccount=DeferralAcctID "
            "DeferralSubaccount=DeferralSubID DiscountAccount=DiscAcctID "
            "DiscountSubaccount=DiscSubID ImageUrl InventoryAccount=InvtAcctID "
            "InventorySubaccount=InvtSubID ItemClass=ItemClassID ItemType "
            "LandedCostVarianceAccount=LCVarianceAcctID "
            "LandedCostVarianceSubaccount=LCVarianceSubID LotSerialClass=LotSerClassID "
            "PackagingOption=PackageOption POAccrualAccount=POAccrualAcctID "
            "POAccrualSubaccount=POAccrualSubID PostingClass=PostClassID PriceClass=PriceClassID "
            "PriceManager=PriceManagerID PriceWorkgroup=PriceWorkgroupID "
            "PurchasePriceVarianceAccount=PPVAcctID PurchasePriceVarianceSubaccount=PPVSubID "
            "PurchaseUOM=PurchaseUnit ReasonCodeSubaccount=ReasonCodeSubID "
            "SalesAccount=SalesAcctID SalesSubaccount=SalesSubID SalesUOM=SalesUnit "
            "StandardCostRevaluationAccount=StdCstRevAcctID "
            "StandardCostRevaluationSubaccount=StdCstRevSubID "
            "StandardCostVarianceAccount=StdCstVarAcctID "
            "StandardCostVarianceSubaccount=StdCstVarSubID TaxCategory=TaxCategoryID "
            "TariffCode=HSTariffCode ValuationMethod=ValMethod VolumeUOM WeightUOM Availability "
            "CustomURL MetaDescription MetaKeywords PageTitle SearchKeywords TemplateItemID "
            "Visibility NotAvailable=NotAvailMode"
        ),
        decimal=(
            "CurrentStdCost=StdCost DefaultPrice=BasePrice DimensionVolume=BaseItemVolume "
            "DimensionWeight=BaseItemWeight LastStdCost Markup=MarkupPct "
            "MinMarkup=MinGrossProfitPct MSRP=RecPrice PendingStdCost"
        ),
        boolean=(
            "IsAKit=KitItem PackSeparately SubjectToCommission=Commisionable "
            "UseOnEntry=DefaultSubItemOnEntry ExportToExternal"
        ),
    ),
    view("itemcosts", decimal="AverageCost=AvgCost LastCost MaxCost MinCost"),
    view(
        "Item",
        text=(
            "Description=Descr InventoryID=InventoryCD ItemStatus ProductManager=ProductManagerID "
            "ProductWorkgroup=ProductWorkgroupID"
        ),
        timestamp="LastModified=LastModifiedDateTime",
        guid="NoteID",
    ),
    view("Item", timestamp="LastModifiedDateTime", since="24.200.001"),
    view(
        "CurySettings_InventoryItem",
        decimal="CurySpecificMSRP=RecPrice CurySpecificPrice=BasePrice",
    ),
    keys="InventoryID",
    title="Stock Item",
    dac="PX.Objects.IN.InventoryItem",
    details={
        "Attributes": ATTRIBUTE,
        "CrossReferences": INVENTORY_ITEM_CROSS_REFERENCE,
        "UOMConversions": INVENTORY_ITEM_UOM_CONVERSION,
        "VendorDetails": STOCK_ITEM_VENDOR_DETAIL,
        "WarehouseDetails": STOCK_ITEM_WAREHOUSE_DETAIL,
    },
    actions="UpdateStandardCostStockItem",
)

INVENTORY_ITEM_CROSS_REFERENCE = shape(
    "InventoryItemCrossReference",
    view(
        "itemxrefrecords",
        text=(
            "AlternateID AlternateType Description=Descr Subitem=SubItemID "
            "VendorOrCustomer=BAccountID UOM"
        ),
    ),
)

NON_STOCK_ITEM_VENDOR_DETAIL = shape(
    "NonStockItemVendorDetail",
    view(
        "VendorItems",
        integer="RecordID",
        text="VendorID VendorName=Vendor__AcctName",
        boolean="Default=IsDefault",
    ),
    keys="RecordID",
)

NON_STOCK_ITEM = entity(
    "NonStockItem",
    "IN202000",
    "PX.Objects.IN.NonStockItemMaint",
    view(
        "ItemSettings",
        text=(
            "BaseUnit DeferralAccount=DeferralAcctID DeferralSubaccount=DeferralSubID "
            "ExpenseAccount=COGSAcctID ExpenseAccrualAccount=InvtAcctID "
            "ExpenseAccrualSubaccount=InvtSubID ExpenseSubaccount=COGSSubID ItemClass=ItemClassID "
            "ItemType POAccrualAccount=POAccrualAcctID POAccrualSubaccount=POAccrualSubID "
            "PostingClass=PostClassID PriceClass=PriceClassID "
            "PurchasePriceVarianceAccount=PPVAcctID PurchasePriceVarianceSubaccount=PPVSubID "
            "PurchaseUnit ReasonCodeSubaccount=ReasonCodeSubID SalesAccount=SalesAcctID "
            "SalesSubaccount=SalesSubID SalesUnit TaxCategory=TaxCategoryID VolumeUOM WeightUOM "
            "Availability Content=Body CustomURL MetaDescription MetaKeywords PageTitle "
            "SearchKeywords TemplateItemID Visibility"
        ),
        decimal=(
            "CurrentCost=StdCost DefaultPrice=BasePrice LastCost=LastStdCost "
            "PendingCost=PendingStdCost Volume=BaseItemVolume Weight=BaseItemWeight "
            "CurrentStdCost=StdCost DimensionWeight=BaseItemWeight MSRP=RecPrice"
        ),
        date="EffectiveDate=StdCostDate PendingCostDate=PendingStdCostDate",
        boolean=(
            "IsKit=KitItem IsAKit=kititem RequireReceipt=NonStockReceipt "
            "RequireShipment=NonStockShip ExportToExternal"
        ),
    ),
    view(
        "Item",
        text="Description=Descr InventoryID=InventoryCD ItemStatus",
        timestamp="LastModifiedDateTime",
        guid="NoteID",
    ),
    view(
        "CurySettings_InventoryItem",
        decimal="CurySpecificMSRP=RecPrice CurySpecificPrice=BasePrice",
    ),
    keys="InventoryID",
    title="Non-Stock Item",
    dac="PX.Objects.IN.InventoryItem",
    details={
        "Attributes": ATTRIBUTE,
        "CrossReferences": INVENTORY_ITEM_CROSS_REFERENCE,
        "VendorDetails": NON_STOCK_ITEM_VENDOR_DETAIL,
    },
    actions="UpdateStandardCostNonStockItem",
)

ENTITIES = (
    STOCK_ITEM,
    NON_STOCK_ITEM,
)
