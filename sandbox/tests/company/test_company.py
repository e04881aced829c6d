from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from erp_sandbox.company import Company, CompanyProfile


def test_same_seed_makes_the_same_company_byte_for_byte(now, company, batches):
    again = Company(company.profile)
    assert again.vendors == company.vendors
    assert again.budget == company.budget
    for first, second in zip(batches, again.batches(300), strict=True):
        assert first.documents.equals(second.documents)
        assert first.lines.equals(second.lines)
        assert first.links.equals(second.links)


def test_another_seed_makes_another_company(now, company):
    other = Company(CompanyProfile(now, documents=50, seed=4))
    assert other.vendors[10:20] != company.vendors[10:20]


def test_batches_do_not_change_what_is_written(company, rows):
    whole = next(company.batches(10**6))
    assert whole.documents.to_pylist() == rows["documents"]


def test_every_document_balances_in_both_currencies(rows):
    sums = defaultdict(lambda: [0, 0])
    for line in rows["lines"]:
        sums[line["document"]][0] += line["cents"]
        sums[line["document"]][1] += line["base_cents"]
    assert set(map(tuple, sums.values())) == {(0, 0)}
    assert sums.keys() == {document["document"] for document in rows["documents"]}


def test_all_kinds_of_document_are_written(rows):
    kinds = Counter(document["kind"] for document in rows["documents"])
    assert set(kinds) == {
        "purchase_order",
        "item_receipt",
        "bill",
        "bill_payment",
        "vendor_credit",
        "sales_order",
        "invoice",
        "customer_payment",
        "credit_memo",
        "journal",
        "expense_report",
    }
    assert sum(kinds.values()) >= 800


def test_what_is_open_is_the_total_less_what_was_applied(rows):
    applied = Counter()
    for link in rows["links"]:
        if link["kind"] == "payment":
            applied[link["previous"]] += link["cents"]
            applied[link["next"]] += link["cents"]
    for document in rows["documents"]:
        if document["remaining"] is not None:
            left = abs(document["total"]) - applied[document["document"]]
            assert document["remaining"] == left >= 0


def test_payments_at_another_rate_show_the_exchange_difference(rows):
    variances = [line for line in rows["lines"] if line["kind"] == "variance"]
    assert variances
    assert all(line["cents"] == 0 and line["base_cents"] for line in variances)


def test_some_payments_settle_several_bills_and_some_only_a_part(rows):
    bills = Counter(link["next"] for link in rows["links"] if link["next_kind"] == "bill_payment")
    assert max(bills.values()) > 1
    partly = [
        document
        for document in rows["documents"]
        if document["kind"] == "bill" and 0 < document["remaining"] < abs(document["total"])
    ]
    assert partly


def test_yen_have_no_decimals(company, rows):
    yen = next(c.number for c in company.currencies if c.code == "JPY")
    written = {d["document"] for d in rows["documents"] if d["currency"] == yen}
    assert written
    assert all(line["cents"] % 100 == 0 for line in rows["lines"] if line["document"] in written)


def test_documents_span_the_eighteen_months_before_now(now, rows):
    days = [document["day"] for document in rows["documents"]]
    assert max(days) <= now.date()
    assert min(days) >= company_start(now)
    assert max(days) - min(days) > timedelta(days=500)


def company_start(now):
    return (now - timedelta(days=18 * 31)).date()


def test_timestamps_are_in_the_past_and_never_before_creation(now, rows):
    for document in rows["documents"]:
        assert document["created"] <= document["modified"] <= now.replace(tzinfo=None)


def test_some_timestamps_share_one_second(rows):
    seconds = Counter(document["modified"] for document in rows["documents"])
    assert seconds.most_common(1)[0][1] >= 5


def test_documents_name_only_what_exists(company, rows):
    accounts = {account.number for account in company.chart.accounts if not account.summary}
    items = {item.number for item in company.items}
    months = {period.number for period in company.months}
    people = company.vendors + company.customers + company.employees
    parties = {party.party for party in people}
    for line in rows["lines"]:
        assert line["account"] in accounts
        assert line["item"] is None or line["item"] in items
    for document in rows["documents"]:
        assert document["period"] in months
        assert document["party"] is None or document["party"] in parties


def test_hierarchies_point_upwards(company):
    for parties in (company.vendors, company.customers):
        children = [party for party in parties if party.parent is not None]
        assert children
        assert all(party.parent < party.party for party in children)
    accounts = {account.number: account for account in company.chart.accounts}
    assert all(accounts[a.parent].summary for a in accounts.values() if a.parent)


def test_months_add_up_to_quarters_and_years(company):
    periods = {period.number: period for period in company.periods}
    for month in company.months:
        quarter = periods[month.parent]
        year = periods[quarter.parent]
        assert quarter.start <= month.start <= month.end <= quarter.end
        assert year.start <= quarter.start <= quarter.end <= year.end
    assert {period.closed for period in company.months} == {True, False}


def test_a_fiscal_year_from_april_has_quarters_and_the_shared_months(company):
    periods = {period.number: period for period in company.periods}
    april = company.calendars[1]
    assert {month.number for month in company.months} <= april.parents.keys()
    for month in company.months:
        quarter = periods[april.parents[month.number]]
        year = periods[april.parents[quarter.number]]
        assert quarter.start <= month.start <= month.end <= quarter.end
        assert year.start <= quarter.start <= quarter.end <= year.end
        assert (year.start.month, year.end.month, year.level) == (4, 3, "year")
    assert {entity.calendar for entity in company.legal_entities} == {1, 2}


def test_some_journals_owe_a_vendor_or_charge_a_customer(company, rows):
    journals = {d["document"] for d in rows["documents"] if d["kind"] == "journal"}
    for role, people in (("payable", company.vendors), ("receivable", company.customers)):
        parties = {
            line["party"]
            for line in rows["lines"]
            if line["document"] in journals and line["account"] == company.chart[role]
        }
        assert parties <= {party.party for party in people}
        assert parties


def test_every_legal_entity_has_a_rate_for_every_currency_and_month(now, company):
    known = {(rate.base, rate.currency, rate.effective) for rate in company.rates}
    months = [month.start for month in company.months if company.first <= month.start <= now.date()]
    for entity in company.legal_entities:
        for currency in company.currencies:
            for month in months:
                assert (entity.currency, currency.number, month) in known


def test_budget_and_allocation_cover_the_operating_companies(company):
    operating = {e.number for e in company.legal_entities if not e.elimination}
    assert {line.legal_entity for line in company.budget} == operating
    assert {rule.legal_entity for rule in company.allocation_rules} == operating
    assert all(isinstance(line.cents, int) for line in company.budget)


@pytest.mark.parametrize(
    ("group", "foreign", "entities", "currencies"),
    [(False, False, 1, 1), (False, True, 1, 5), (True, False, 2, 1), (True, True, 5, 5)],
)
def test_smaller_companies_can_be_invented(now, group, foreign, entities, currencies):
    profile = CompanyProfile(now, documents=40, group=group, foreign_currency=foreign)
    company = Company(profile)
    assert len(company.legal_entities) == entities
    assert len(company.currencies) == currencies
    assert sum(batch.documents.num_rows for batch in company.batches()) >= 40
