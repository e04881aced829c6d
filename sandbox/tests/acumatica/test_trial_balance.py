"""One seed has one trial balance in NetSuite and Acumatica, by company, account and period."""

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

from erp_sandbox.core.clock import Clock

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
SIZE = {"documents": 120, "seed": 11}
MOVEMENTS = """
select s.name as company, a.acctnumber as account, strftime(p.startdate, '%Y-%m-%d') as month,
    sum(g.amount) as amount
from transactionaccountingline g
join transactionline l on l.transaction = g.transaction and l.id = g.transactionline
join "transaction" t on t.id = g.transaction
join account a on a.id = g.account
join accountingperiod p on p.id = t.postingperiod
join subsidiary s on s.id = l.subsidiary
where g.posting and g.accountingbook = 1
group by all having sum(g.amount) <> 0
"""
FISCAL_YEARS = """
select s.name as company, strftime(m.startdate, '%Y-%m-%d') as month,
    strftime(y.startdate, '%Y-%m-%d') as year
from subsidiary s
join accountingperiodfiscalcalendars c on c.fiscalcalendar = s.fiscalcalendar
join accountingperiod m on m.id = c.accountingperiod
join accountingperiodfiscalcalendars q
    on q.accountingperiod = c.parent and q.fiscalcalendar = s.fiscalcalendar
join accountingperiod y on y.id = q.parent
where m.isposting
"""


def read_netsuite(netsuite):
    """Debits less credits by company, account and month; fiscal years by company and month."""
    years = {(row["company"], row["month"]): row["year"] for row in netsuite.truth(FISCAL_YEARS)}
    rows = netsuite.truth(MOVEMENTS)
    return {
        (row["company"], row["account"], row["month"]): Decimal(row["amount"]) for row in rows
    }, years


def read_acumatica(acumatica):
    """The same; the month is that of the period in the calendar of the branch's company."""
    names, companies = {}, {}
    for ledger in acumatica.truth("Ledger"):
        companies |= {line["BranchID"]: line["CompanyName"] for line in ledger["Branches"]}
        names |= {line["Company"]: line["CompanyName"] for line in ledger["Companies"]}
    months, years = {}, {}
    for year in acumatica.truth("CompanyFinancialPeriod"):
        company = names[year["Company"]]
        for period in year["Details"]:
            months[company, period["FinancialPeriodID"]] = period["StartDate"][:10]
            years[company, period["StartDate"][:10]] = year["StartDate"][:10]
    found = Counter()
    for batch in acumatica.truth("JournalTransaction"):
        if batch["Status"] == "Posted":
            company = companies[batch["BranchID"]]
            for line in batch["Details"]:
                key = company, line["Account"], months[company, batch["PostPeriod"]]
                custom = line["custom"]
                found[key] += custom["GLTranModuleBatNbr.DebitAmt"]
                found[key] -= custom["GLTranModuleBatNbr.CreditAmt"]
    return {key: amount for key, amount in found.items() if amount}, years


def balances(movements, years, yearly):
    """Closing balances by company, account and month: income and expenses start years at zero."""
    found = {}
    for company, account in sorted({key[:2] for key in movements}):
        balance, year = Decimal(0), None
        for month in sorted(month for name, month in years if name == company):
            if account in yearly and years[company, month] != year:
                balance = Decimal(0)
            year = years[company, month]
            balance += movements.get((company, account, month), 0)
            found[company, account, month] = balance
    return found


def test_one_seed_has_the_trial_balance_of_netsuite_in_every_period(serve):
    acumatica = serve("acumatica", clock=Clock(NOW), **SIZE).acumatica
    accounts = acumatica.truth("Account")
    yearly = {row["AccountCD"] for row in accounts if row["Type"] in {"Income", "Expense"}}
    statuses = {batch["Status"] for batch in acumatica.truth("JournalTransaction")}
    shown, years = read_acumatica(acumatica)

    netsuite = serve("netsuite", clock=Clock(NOW), **SIZE).netsuite
    expected, expected_years = read_netsuite(netsuite)

    assert len(expected) > 150
    assert shown == expected
    assert balances(shown, years, yearly) == balances(expected, expected_years, yearly)
    starts = {(company, year[5:7]) for (company, _), year in years.items()}
    assert {month for _, month in starts} == {"01", "04"}
    assert len(starts) == len({company for company, _ in starts}) == 5
    assert statuses > {"Posted"}, "the data set has batches that are not posted"
