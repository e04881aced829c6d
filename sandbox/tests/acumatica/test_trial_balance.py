from collections import Counter
from datetime import UTC, datetime

from erp_sandbox.core.clock import Clock

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
SIZE = {"documents": 120, "seed": 11}
NETSUITE = """
select c.symbol as currency, a.acctnumber as account, strftime(p.startdate, '%m%Y') as period,
    sum(g.amount) as amount
from transactionaccountingline g
join transactionline l on l.transaction = g.transaction and l.id = g.transactionline
join "transaction" t on t.id = g.transaction
join account a on a.id = g.account
join accountingperiod p on p.id = t.postingperiod
join subsidiary s on s.id = l.subsidiary
join currency c on c.id = s.currency
where g.posting and g.accountingbook = 1
group by all having sum(g.amount) <> 0
"""


def balances(records):
    """Debits less credits in base currency, by ledger, account and period."""
    found = Counter()
    for batch in records:
        for line in batch["Details"]:
            key = batch["LedgerID"], line["Account"], batch["PostPeriod"]
            custom = line["custom"]
            found[key] += custom["GLTranModuleBatNbr.DebitAmt"]
            found[key] -= custom["GLTranModuleBatNbr.CreditAmt"]
    return {key: amount for key, amount in found.items() if amount}


def test_one_seed_has_the_trial_balance_of_netsuite(serve):
    acumatica = serve("acumatica", clock=Clock(NOW), **SIZE).acumatica
    batches = acumatica.truth("JournalTransaction")
    ledgers = {row["LedgerID"]: row["Currency"] for row in acumatica.truth("Ledger")}
    posted = [batch for batch in batches if batch["Status"] == "Posted"]
    shown = {
        (ledgers[ledger], account, period): amount
        for (ledger, account, period), amount in balances(posted).items()
    }

    netsuite = serve("netsuite", clock=Clock(NOW), **SIZE).netsuite
    expected = {
        (row["currency"], row["account"], row["period"]): row["amount"]
        for row in netsuite.truth(NETSUITE)
    }

    assert len(expected) > 150
    assert {key: str(amount) for key, amount in shown.items()} == expected
    assert len(posted) < len(batches), "the data set has batches that are not posted"
