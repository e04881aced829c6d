"""One company: the trial balance of Fusion is that of NetSuite and of Acumatica."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from erp_sandbox.core.clock import Clock
from erp_sandbox.core.state import History
from erp_sandbox.oracle_fusion import seed
from erp_sandbox.oracle_fusion.organization import CHARTS

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
SIZES = [(120, 11), (40, 3), (400, 5)]
NETSUITE = """
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
CHART = {chart.name: chart for chart in CHARTS.values()}


def labeled(line, label):
    """The value of the segment with a label in the account combination of a journal line."""
    chart = CHART[line["ChartOfAccountsName"]]
    place = [segment.label for segment in chart.segments].index(label)
    return line["AccountCombination"].split(chart.delimiter)[place]


def trial_balance(pod):
    """Debits less credits in ledger currency, by company, account and month."""
    companies = {str(100 + entity.number): entity.name for entity in pod.company.legal_entities}
    months = {
        row.values["PeriodNameId"]: row.values["StartDate"].isoformat()
        for row in pod.rows("accountingPeriodsLOV")
    }
    found = Counter()
    for batch in pod.rows("journalBatches"):
        if batch.values["Status"] != "P":
            continue
        for header in batch.children["journalHeaders"]:
            for line in header.children["journalLines"]:
                company = companies[labeled(line.values, "GL_BALANCING")]
                account = labeled(line.values, "GL_ACCOUNT")
                key = company, account, months[header.values["PeriodName"]]
                found[key] += line.values.get("AccountedDr", 0)
                found[key] -= line.values.get("AccountedCr", 0)
    return {key: str(amount) for key, amount in found.items() if amount}


@pytest.mark.parametrize(("documents", "number"), SIZES)
def test_one_seed_has_the_trial_balance_of_netsuite(serve, documents, number):
    pod = seed.pod(History(Clock(NOW)), documents=documents, seed=number)
    netsuite = serve("netsuite", clock=Clock(NOW), documents=documents, seed=number).netsuite
    expected = {
        (row["company"], row["account"], row["month"]): row["amount"]
        for row in netsuite.truth(NETSUITE)
    }
    assert trial_balance(pod) == expected
    assert len(expected) > documents // 2


def test_one_seed_has_the_trial_balance_of_acumatica(serve):
    documents, number = SIZES[0]
    pod = seed.pod(History(Clock(NOW)), documents=documents, seed=number)
    acumatica = serve("acumatica", clock=Clock(NOW), documents=documents, seed=number).acumatica
    codes, companies = {}, {}
    for ledger in acumatica.truth("Ledger"):
        companies |= {line["BranchID"]: line["CompanyName"] for line in ledger["Branches"]}
        codes |= {line["Company"]: line["CompanyName"] for line in ledger["Companies"]}
    months = {
        (codes[year["Company"]], period["FinancialPeriodID"]): period["StartDate"][:10]
        for year in acumatica.truth("CompanyFinancialPeriod")
        for period in year["Details"]
    }
    expected = Counter()
    for batch in acumatica.truth("JournalTransaction"):
        company = companies[batch["BranchID"]]
        for line in batch["Details"] if batch["Status"] == "Posted" else ():
            key = company, line["Account"], months[company, batch["PostPeriod"]]
            expected[key] += line["custom"]["GLTranModuleBatNbr.DebitAmt"]
            expected[key] -= line["custom"]["GLTranModuleBatNbr.CreditAmt"]
    assert trial_balance(pod) == {key: str(amount) for key, amount in expected.items() if amount}
