"""The general ledger: journals, calendars, charts and other reference data."""

from __future__ import annotations

from tap_oracle_fusion.streams.resource import Resource

LEDGER = (
    Resource("ledgersLOV", "gl_ledgers", ("LedgerId",)),
    Resource("accountingPeriodsLOV", "gl_periods", ("PeriodSetNameId", "PeriodNameId")),
    Resource(
        "accountingPeriodStatusLOV",
        "gl_period_statuses",
        ("PeriodNameId", "ApplicationId", "LedgerId"),
    ),
    Resource("chartOfAccountsLOV", "gl_charts", ("StructureInstanceNumber",)),
    Resource("accountCombinationsLOV", "gl_accounts", ("_CODE_COMBINATION_ID",)),
    Resource(
        "valueSets",
        "gl_value_sets",
        ("ValueSetId",),
        (Resource("values", "gl_segment_values", ("Value",)),),
    ),
    Resource("finBusinessUnitsLOV", "business_units", ("BusinessUnitId",)),
    Resource("currenciesLOV", "currencies", ("CurrencyCode",)),
    Resource(
        "currencyRates",
        "fx_rates",
        ("FromCurrency", "ToCurrency", "UserConversionType", "ConversionDate"),
        dated="ConversionDate",
    ),
    Resource(
        "journalBatches",
        "gl_journal_batches",
        ("JeBatchId",),
        (
            Resource(
                "journalHeaders",
                "gl_journal_headers",
                (),
                (Resource("journalLines", "gl_journal_lines", ("JeLineNumber",)),),
                link_key="journal_header_key",
                order=("JournalName", "CreationDate"),
            ),
        ),
    ),
)
