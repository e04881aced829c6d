-- Raw tables of two small QuickBooks companies as the loaders write them; ids are unique within a
-- company and type.
-- Company 100 has a fiscal year from July, company 200 one from January and no account numbers.
create schema quickbooks;

create table quickbooks.company_info (realm_id text, id text, company_name text, legal_name text, country text, fiscal_year_start_month text, is_deleted boolean);
insert into quickbooks.company_info values
    ('100', '1', 'Birch', 'Birch Inc', 'US', 'July', false),
    ('200', '1', 'Larch', null, 'US', 'January', false);

create table quickbooks.preferences (realm_id text, id text, currency_prefs {json}, accounting_info_prefs {json}, is_deleted boolean);
insert into quickbooks.preferences values
    ('100', '1', '{"HomeCurrency": {"value": "USD"}}', '{"BookCloseDate": "2026-05-31"}', false),
    ('200', '1', '{"HomeCurrency": {"value": "CAD"}}', null, false);

create table quickbooks.accounts (realm_id text, id text, name text, acct_num text, parent_id text, classification text, account_type text, account_sub_type text, active boolean, is_deleted boolean);
insert into quickbooks.accounts values
    ('100', '9', 'Bank', '1000', null, 'Asset', 'Bank', 'Checking', true, false),
    ('100', '10', 'Receivable', '1100', null, 'Asset', 'Accounts Receivable', 'AccountsReceivable', true, false),
    ('100', '11', 'Receivable Two', '1101', null, 'Asset', 'Accounts Receivable', 'AccountsReceivable', true, false),
    ('100', '12', 'Undeposited', '1200', null, 'Asset', 'Other Current Asset', 'UndepositedFunds', true, false),
    ('100', '13', 'Inventory', '1300', null, 'Asset', 'Other Current Asset', 'Inventory', true, false),
    ('100', '20', 'Payable', '2000', null, 'Liability', 'Accounts Payable', 'AccountsPayable', true, false),
    ('100', '21', 'Card', '2100', null, 'Liability', 'Credit Card', 'CreditCard', true, false),
    ('100', '22', 'Sales Tax', '2200', null, 'Liability', 'Other Current Liability', 'SalesTaxPayable', true, false),
    ('100', '23', 'Board Payable', '2201', null, 'Liability', 'Other Current Liability', 'SalesTaxPayable', true, false),
    ('100', '30', 'Retained Earnings', '3200', null, 'Equity', 'Equity', 'RetainedEarnings', true, false),
    ('100', '40', 'Sales', '4000', null, 'Revenue', 'Income', 'SalesOfProductIncome', true, false),
    ('100', '41', 'Discounts', '4900', '40', 'Revenue', 'Income', 'DiscountsRefundsGiven', false, false),
    ('100', '60', 'Rent', '6000', null, 'Expense', 'Expense', 'RentOrLeaseOfBuildings', true, false),
    ('200', '9', 'Bank', null, null, 'Asset', 'Bank', 'Checking', true, false),
    ('200', '30', 'Retained Earnings', null, null, 'Equity', 'Equity', 'RetainedEarnings', true, false),
    ('200', '60', 'Rent', null, null, 'Expense', 'Expense', 'RentOrLeaseOfBuildings', true, false);

create table quickbooks.customers (realm_id text, id text, display_name text, parent_id text, currency_id text, sales_term_id text, ar_account_id text, primary_email_addr {json}, active boolean, is_deleted boolean);
insert into quickbooks.customers values
    ('100', '1', 'Globex', null, 'USD', '3', null, '{"Address": "pay@globex.example"}', true, false),
    ('100', '2', 'Globex Job', '1', 'USD', null, '11', null, true, false);

create table quickbooks.vendors (realm_id text, id text, display_name text, vendor1099 boolean, active boolean, is_deleted boolean);
insert into quickbooks.vendors values ('100', '1', 'Acme', true, true, false);

create table quickbooks.items (realm_id text, id text, name text, sku text, type text, income_account_id text, expense_account_id text, asset_account_id text, active boolean, is_deleted boolean);
insert into quickbooks.items values
    ('100', '1', 'Service', null, 'Service', '40', '60', null, true, false),
    ('100', '2', 'Widget', 'W-2', 'Inventory', '40', '60', '13', true, false);

create table quickbooks.terms (realm_id text, id text, name text, is_deleted boolean);
insert into quickbooks.terms values ('100', '3', 'Net 30', false);

create table quickbooks.tax_rates (realm_id text, id text, agency_id text, is_deleted boolean);
insert into quickbooks.tax_rates values ('100', '1', '1', false), ('100', '2', '2', false);
create table quickbooks.tax_agencies (realm_id text, id text, display_name text, is_deleted boolean);
insert into quickbooks.tax_agencies values ('100', '1', 'State', false), ('100', '2', 'Board', false);

-- 1: bundle, discount and two taxes; its line 9 is of an earlier version. 2: of a customer with its
-- own receivables account. 3: voided. 4: deleted.
create table quickbooks.invoices (realm_id text, id text, sync_token bigint, txn_date date, due_date date, private_note text, currency_id text, customer_id text, sales_term_id text, total_amt numeric, total_tax numeric, balance numeric, last_updated_time timestamp, is_deleted boolean);
insert into quickbooks.invoices values
    ('100', '1', 2, '2026-06-10', '2026-07-10', 'June', 'USD', '1', '3', 107, 7, 47, '2026-06-11 10:00:00', false),
    ('100', '2', 0, '2026-07-05', null, null, 'USD', '2', null, 20, 0, 20, '2026-07-05 10:00:00', false),
    ('100', '3', 1, '2026-07-06', null, 'Voided', 'USD', '1', null, 0, 0, 0, '2026-07-06 10:00:00', false),
    ('100', '4', null, null, null, null, null, null, null, null, null, null, '2026-07-07 10:00:00', true);
create table quickbooks.invoice_lines (realm_id text, transaction_id text, line_index bigint, component_index bigint, sync_token bigint, description text, amount numeric, detail_type text, item_id text, account_id text);
insert into quickbooks.invoice_lines values
    ('100', '1', 0, 0, 2, 'Bundle', 90, 'GroupLineDetail', null, null),
    ('100', '1', 0, 1, 2, 'Part one', 50, 'SalesItemLineDetail', '1', null),
    ('100', '1', 0, 2, 2, 'Part two', 40, 'SalesItemLineDetail', '2', null),
    ('100', '1', 1, 0, 2, null, 20, 'SalesItemLineDetail', '1', null),
    ('100', '1', 2, 0, 2, null, 110, 'SubTotalLineDetail', null, null),
    ('100', '1', 3, 0, 2, null, 10, 'DiscountLineDetail', null, '41'),
    ('100', '1', 9, 0, 1, 'Removed', 500, 'SalesItemLineDetail', '1', null),
    ('100', '2', 0, 0, 0, null, 20, 'SalesItemLineDetail', '1', null),
    ('100', '3', 0, 0, 1, null, 0, 'SalesItemLineDetail', '1', null),
    ('100', '4', 0, 0, 0, null, 900, 'SalesItemLineDetail', '1', null);
create table quickbooks.invoice_tax_lines (realm_id text, transaction_id text, tax_line_index bigint, sync_token bigint, amount numeric, tax_rate_id text);
insert into quickbooks.invoice_tax_lines values
    ('100', '1', 0, 2, 5, '1'),
    ('100', '1', 1, 2, 2, '2');

-- Invoice 1 is settled in part by a payment of 50 that also uses up a credit of 10.
create table quickbooks.credit_memos (realm_id text, id text, sync_token bigint, txn_date date, customer_id text, total_amt numeric, remaining_credit numeric, balance numeric, last_updated_time timestamp, is_deleted boolean);
insert into quickbooks.credit_memos values ('100', '1', 1, '2026-06-20', '1', 15, 5, 5, '2026-06-25 10:00:00', false);
create table quickbooks.credit_memo_lines (realm_id text, transaction_id text, line_index bigint, component_index bigint, sync_token bigint, amount numeric, detail_type text, item_id text);
insert into quickbooks.credit_memo_lines values ('100', '1', 0, 0, 1, 15, 'SalesItemLineDetail', '1');
create table quickbooks.payments (realm_id text, id text, sync_token bigint, txn_date date, customer_id text, total_amt numeric, unapplied_amt numeric, last_updated_time timestamp, is_deleted boolean);
insert into quickbooks.payments values ('100', '1', 0, '2026-06-25', '1', 50, 0, '2026-06-25 10:00:00', false);
create table quickbooks.payment_lines (realm_id text, transaction_id text, line_index bigint, component_index bigint, sync_token bigint, amount numeric);
insert into quickbooks.payment_lines values ('100', '1', 0, 0, 0, 60), ('100', '1', 1, 0, 0, 10);
create table quickbooks.payment_linked_transactions (realm_id text, transaction_id text, link_index bigint, sync_token bigint, line_index bigint, linked_transaction_id text, linked_transaction_type text);
insert into quickbooks.payment_linked_transactions values
    ('100', '1', 0, 0, 0, '1', 'Invoice'),
    ('100', '1', 1, 0, 1, '1', 'CreditMemo');

create table quickbooks.deposits (realm_id text, id text, sync_token bigint, txn_date date, deposit_to_account_id text, total_amt numeric, cash_back {json}, last_updated_time timestamp, is_deleted boolean);
insert into quickbooks.deposits values ('100', '1', 0, '2026-06-30', '9', 45, '{"AccountRef": {"value": "60"}, "Amount": 5.00}', '2026-06-30 10:00:00', false);
create table quickbooks.deposit_lines (realm_id text, transaction_id text, line_index bigint, component_index bigint, sync_token bigint, amount numeric, detail_type text);
insert into quickbooks.deposit_lines values ('100', '1', 0, 0, 0, 50, null);

-- A bill for stock and rent, paid by card together with a vendor credit; the bill has the same
-- id as an invoice. The vendor credit's vendor is missing from the list.
create table quickbooks.bills (realm_id text, id text, sync_token bigint, txn_date date, due_date date, vendor_id text, ap_account_id text, total_amt numeric, balance numeric, last_updated_time timestamp, is_deleted boolean);
insert into quickbooks.bills values
    ('100', '1', 1, '2026-06-01', '2026-06-15', '1', '20', 30, 0, '2026-06-02 10:00:00', false),
    ('200', '1', 0, '2026-01-31', '2026-02-15', '7', null, 12, 12, '2026-01-31 10:00:00', false);
create table quickbooks.bill_lines (realm_id text, transaction_id text, line_index bigint, component_index bigint, sync_token bigint, id text, amount numeric, detail_type text, item_id text, account_id text, quantity numeric);
insert into quickbooks.bill_lines values
    ('100', '1', 0, 0, 1, '1', 18, 'ItemBasedExpenseLineDetail', '2', null, 3),
    ('100', '1', 1, 0, 1, '2', 12, 'AccountBasedExpenseLineDetail', null, '60', null),
    ('200', '1', 0, 0, 0, '1', 12, 'AccountBasedExpenseLineDetail', null, '60', null);
create table quickbooks.bill_linked_transactions (realm_id text, transaction_id text, link_index bigint, sync_token bigint, line_index bigint, linked_transaction_id text, linked_transaction_type text, linked_line_id text);
insert into quickbooks.bill_linked_transactions values ('100', '1', 0, 1, 0, '5', 'PurchaseOrder', '1');
create table quickbooks.bill_payments (realm_id text, id text, sync_token bigint, txn_date date, vendor_id text, pay_type text, credit_card_payment {json}, total_amt numeric, last_updated_time timestamp, is_deleted boolean);
insert into quickbooks.bill_payments values ('100', '1', 0, '2026-06-05', '1', 'CreditCard', '{"CCAccountRef": {"value": "21"}}', 26, '2026-06-05 10:00:00', false);
create table quickbooks.bill_payment_lines (realm_id text, transaction_id text, line_index bigint, component_index bigint, sync_token bigint, amount numeric);
insert into quickbooks.bill_payment_lines values ('100', '1', 0, 0, 0, 30), ('100', '1', 1, 0, 0, 4);
create table quickbooks.bill_payment_linked_transactions (realm_id text, transaction_id text, link_index bigint, sync_token bigint, line_index bigint, linked_transaction_id text, linked_transaction_type text);
insert into quickbooks.bill_payment_linked_transactions values
    ('100', '1', 0, 0, 0, '1', 'Bill'),
    ('100', '1', 1, 0, 1, '1', 'VendorCredit');
create table quickbooks.vendor_credits (realm_id text, id text, sync_token bigint, txn_date date, vendor_id text, total_amt numeric, balance numeric, last_updated_time timestamp, is_deleted boolean);
insert into quickbooks.vendor_credits values ('100', '1', 1, '2026-06-03', '99', 4, 0, '2026-06-05 10:00:00', false);
create table quickbooks.vendor_credit_lines (realm_id text, transaction_id text, line_index bigint, component_index bigint, sync_token bigint, amount numeric, detail_type text, account_id text);
insert into quickbooks.vendor_credit_lines values ('100', '1', 0, 0, 1, 4, 'AccountBasedExpenseLineDetail', '60');

create table quickbooks.purchase_orders (realm_id text, id text, sync_token bigint, txn_date date, vendor_id text, po_status text, total_amt numeric, last_updated_time timestamp, is_deleted boolean);
insert into quickbooks.purchase_orders values ('100', '5', 0, '2026-05-20', '1', 'Open', 30, '2026-05-20 10:00:00', false);
create table quickbooks.purchase_order_lines (realm_id text, transaction_id text, line_index bigint, component_index bigint, sync_token bigint, id text, amount numeric, detail_type text, item_id text, quantity numeric, unit_price numeric);
insert into quickbooks.purchase_order_lines values ('100', '5', 0, 0, 0, '1', 30, 'ItemBasedExpenseLineDetail', '2', 5, 6);

-- A refund to the card, in another currency.
create table quickbooks.purchases (realm_id text, id text, sync_token bigint, txn_date date, currency_id text, exchange_rate numeric, account_id text, entity_ref {json}, credit boolean, total_amt numeric, last_updated_time timestamp, is_deleted boolean);
insert into quickbooks.purchases values ('100', '1', 0, '2026-07-01', 'EUR', 1.1, '21', '{"value": "1", "type": "Vendor"}', true, 10, '2026-07-01 10:00:00', false);
create table quickbooks.purchase_lines (realm_id text, transaction_id text, line_index bigint, component_index bigint, sync_token bigint, amount numeric, detail_type text, account_id text);
insert into quickbooks.purchase_lines values ('100', '1', 0, 0, 0, 10, 'AccountBasedExpenseLineDetail', '60');

-- 1 balances; 2 does not, because its tax is not on its lines.
create table quickbooks.journal_entries (realm_id text, id text, sync_token bigint, txn_date date, last_updated_time timestamp, is_deleted boolean);
insert into quickbooks.journal_entries values
    ('100', '1', 0, '2026-07-31', '2026-07-31 10:00:00', false),
    ('100', '2', 0, '2026-07-31', '2026-07-31 10:00:00', false);
create table quickbooks.journal_entry_lines (realm_id text, transaction_id text, line_index bigint, component_index bigint, sync_token bigint, amount numeric, detail_type text, account_id text, posting_type text, entity_type text, entity_id text);
insert into quickbooks.journal_entry_lines values
    ('100', '1', 0, 0, 0, 3, 'JournalEntryLineDetail', '60', 'Debit', 'Vendor', '1'),
    ('100', '1', 1, 0, 0, 3, 'JournalEntryLineDetail', '9', 'Credit', null, null),
    ('100', '2', 0, 0, 0, 8, 'JournalEntryLineDetail', '60', 'Debit', null, null),
    ('100', '2', 1, 0, 0, 7, 'JournalEntryLineDetail', '9', 'Credit', null, null);

create table quickbooks.transfers (realm_id text, id text, sync_token bigint, txn_date date, from_account_id text, to_account_id text, amount numeric, last_updated_time timestamp, is_deleted boolean);
insert into quickbooks.transfers values ('100', '1', 0, '2026-07-02', '9', '21', 6, '2026-07-02 10:00:00', false);

-- QuickBooks' own trial balance of company 200: one account as in the marts, one not.
create table quickbooks.trial_balance_report (realm_id text, end_date date, row_kind text, row_id text, report_basis text, debit numeric, credit numeric);
insert into quickbooks.trial_balance_report values
    ('200', '2026-01-31', 'row', '60', 'Accrual', 12, null),
    ('200', '2026-01-31', 'row', '9', 'Accrual', null, 12),
    ('200', '2026-01-31', 'total', null, 'Accrual', 12, 12);
