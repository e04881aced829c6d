"""Lists of values and other reference data."""

from __future__ import annotations

from erp_sandbox.oracle_fusion.resources.spec import Finder, attributes, resource

SEGMENTS = "entity department account productLine site naturalAccount company costCenter place line"
"""Names that the customer gave the segments of the two charts."""

_LEDGERS = resource(
    "ledgersLOV",
    "Ledgers",
    "LedgerId",
    attributes(
        integers="LedgerId ChartOfAccountsId",
        texts="Name Description CurrencyCode AccountedPeriodType PeriodSetName LedgerCategoryCode"
        " LedgerTypeCode",
        flags="EnableBudgetaryControlFlag",
        mandatory="LedgerId Name",
    ),
)
_PERIODS = resource(
    "accountingPeriodsLOV",
    "Accounting Periods",
    "PeriodSetNameId PeriodNameId",
    attributes(
        integers="PeriodYear PeriodNumber",
        texts="PeriodNameId PeriodSetNameId PeriodType EnteredPeriodName",
        dates="StartDate EndDate",
        flags="AdjustmentPeriodFlag",
        mandatory="PeriodNameId PeriodSetNameId",
    ),
    opaque=True,
)
_STATUSES = resource(
    "accountingPeriodStatusLOV",
    "Accounting Period Statuses",
    "PeriodNameId ApplicationId LedgerId",
    attributes(
        integers="ApplicationId LedgerId EffectivePeriodNumber PeriodYear PeriodNumber",
        texts="PeriodNameId ClosingStatus",
        dates="StartDate EndDate",
        flags="AdjustmentPeriodFlag",
        mandatory="PeriodNameId ApplicationId LedgerId",
    ),
    opaque=True,
)
_COMBINATIONS = resource(
    "accountCombinationsLOV",
    "Account Combinations",
    "_CODE_COMBINATION_ID",
    attributes(
        integers="_CODE_COMBINATION_ID _CHART_OF_ACCOUNTS_ID",
        texts="AccountType EnabledFlag SummaryFlag DetailPostingAllowedFlag"
        " DetailBudgetingAllowedFlag FinancialCategory JgzzReconFlag Reference3 " + SEGMENTS,
        dates="StartDateActive EndDateActive",
        mandatory="_CODE_COMBINATION_ID _CHART_OF_ACCOUNTS_ID",
        hidden="Reference3",
    ),
)
_CHARTS = resource(
    "chartOfAccountsLOV",
    "Charts of Accounts",
    "StructureInstanceNumber",
    attributes(
        integers="StructureInstanceNumber StructureInstanceId",
        texts="StructureInstanceCode Name Description EnabledFlag",
        mandatory="StructureInstanceNumber",
    ),
)
_VALUES = resource(
    "values",
    "Values",
    "Value",
    attributes(
        integers="ValueId SortOrder",
        texts="Value TranslatedValue Description EnabledFlag SummaryFlag ParentValue",
        dates="StartDateActive EndDateActive",
        timestamps="CreationDate LastUpdateDate",
        mandatory="ValueId Value",
    ),
    opaque=True,
)
_VALUE_SETS = resource(
    "valueSets",
    "Value Sets",
    "ValueSetCode",
    attributes(
        integers="ValueSetId MaximumLength",
        texts="ValueSetCode Description ModuleId ValidationType ValueDataType ProtectedFlag",
        timestamps="CreationDate LastUpdateDate",
        mandatory="ValueSetId ValueSetCode",
    ),
    _VALUES,
)
_UNITS = resource(
    "finBusinessUnitsLOV",
    "Business Units",
    "BusinessUnitId",
    attributes(
        integers="BusinessUnitId LegalEntityId PrimaryLedgerId",
        texts="BusinessUnitName ShortCode EnabledFlag",
        mandatory="BusinessUnitId BusinessUnitName",
    ),
)
_CURRENCIES = resource(
    "currenciesLOV",
    "Currencies",
    "CurrencyCode",
    attributes(
        integers="Precision",
        texts="CurrencyCode Name Description EnabledFlag",
        dates="StartDateActive EndDateActive",
        mandatory="CurrencyCode",
    ),
)
_RATES = resource(
    "currencyRates",
    "Currency Rates",
    "FromCurrency ToCurrency UserConversionType ConversionDate",
    attributes(
        numbers="ConversionRate",
        texts="FromCurrency ToCurrency UserConversionType ConversionType ErrorMessage",
        dates="ConversionDate",
        mandatory="FromCurrency ToCurrency UserConversionType ConversionDate",
    ),
    opaque=True,
    finders=(
        Finder(
            "CurrencyRatesFinder",
            (
                ("fromCurrency", "string"),
                ("toCurrency", "string"),
                ("userConversionType", "string"),
                ("startDate", "string"),
                ("endDate", "string"),
                ("maxRollDays", "integer"),
            ),
        ),
    ),
)
RESOURCES = (
    _LEDGERS,
    _PERIODS,
    _STATUSES,
    _COMBINATIONS,
    _CHARTS,
    _VALUE_SETS,
    _UNITS,
    _CURRENCIES,
    _RATES,
)
