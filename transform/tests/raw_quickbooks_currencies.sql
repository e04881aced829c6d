-- A QuickBooks company in dollars with customers and vendors in euros, and goods in stock. Ids of
-- documents are unique within the company.
insert into quickbooks.company_info values ('300', '1', 'Alder', null, 'US', 'January', false);
insert into quickbooks.preferences values ('300', '1', '{"HomeCurrency": {"value": "USD"}}', null, false);

alter table quickbooks.accounts add column currency_id text;
insert into quickbooks.accounts (realm_id, id, name, acct_num, classification, account_type, account_sub_type, currency_id) values
    ('300', '1', 'Bank', '1000', 'Asset', 'Bank', 'Checking', 'USD'),
    ('300', '2', 'Receivable EUR', '1110', 'Asset', 'Accounts Receivable', 'AccountsReceivable', 'EUR'),
    ('300', '3', 'Receivable', '1100', 'Asset', 'Accounts Receivable', 'AccountsReceivable', 'USD'),
    ('300', '4', 'Payable EUR', '2010', 'Liability', 'Accounts Payable', 'AccountsPayable', 'EUR'),
    ('300', '5', 'Payable', '2000', 'Liability', 'Accounts Payable', 'AccountsPayable', 'USD'),
    ('300', '6', 'Undeposited', '1200', 'Asset', 'Other Current Asset', 'UndepositedFunds', 'USD'),
    ('300', '7', 'Inventory', '1300', 'Asset', 'Other Current Asset', 'Inventory', 'USD'),
    ('300', '8', 'Cost of Goods', '5000', 'Expense', 'Cost of Goods Sold', 'SuppliesMaterialsCogs', 'USD'),
    ('300', '9', 'Exchange', '9000', 'Expense', 'Other Expense', 'ExchangeGainOrLoss', 'USD'),
    ('300', '10', 'Sales', '4000', 'Revenue', 'Income', 'SalesOfProductIncome', 'USD'),
    ('300', '11', 'Rent', '6000', 'Expense', 'Expense', 'RentOrLeaseOfBuildings', 'USD'),
    ('300', '12', 'Sales Tax', '2200', 'Liability', 'Other Current Liability', 'SalesTaxPayable', 'USD'),
    ('300', '13', 'Retained Earnings', '3200', 'Equity', 'Equity', 'RetainedEarnings', 'USD');
insert into quickbooks.customers (realm_id, id, display_name, currency_id) values
    ('300', '1', 'Hanseatic', 'EUR'), ('300', '2', 'Hooli', 'USD');
insert into quickbooks.vendors (realm_id, id, display_name) values ('300', '1', 'Euro Works'), ('300', '2', 'Initech');

-- Item 5 was bought twice; no record says how item 6 came in.
alter table quickbooks.items add column purchase_cost numeric;
alter table quickbooks.items add column qty_on_hand numeric;
insert into quickbooks.items (realm_id, id, name, type, income_account_id, expense_account_id, asset_account_id, purchase_cost, qty_on_hand) values
    ('300', '1', 'Service', 'Service', '10', '11', null, null, null),
    ('300', '5', 'Gear', 'Inventory', '10', '8', '7', 7, 15),
    ('300', '6', 'Cog', 'Inventory', '10', '8', '7', 4, 5);

-- 10: paid at another rate. 12: paid in three parts. 30: with a deposit. 42, 43, 44: goods.
alter table quickbooks.invoices add column exchange_rate numeric;
alter table quickbooks.invoices add column deposit numeric;
alter table quickbooks.invoice_lines add column quantity numeric;
insert into quickbooks.invoices (realm_id, id, sync_token, txn_date, due_date, currency_id, exchange_rate, customer_id, total_amt, deposit, balance) values
    ('300', '10', 1, '2026-02-01', '2026-03-01', 'EUR', 1.1, '1', 100, null, 0),
    ('300', '12', 3, '2026-02-01', '2026-03-01', 'EUR', 1.105, '1', 0.3, null, 0),
    ('300', '30', 0, '2026-02-02', '2026-03-04', 'USD', 1, '2', 100, 25, 75),
    ('300', '42', 0, '2026-02-03', '2026-03-05', 'EUR', 1.2, '1', 500, null, 500),
    ('300', '43', 0, '2026-02-03', '2026-03-05', 'USD', 1, '2', 700, null, 700),
    ('300', '44', 0, '2026-02-03', '2026-03-05', 'USD', 1, '2', 50, null, 50);
insert into quickbooks.invoice_lines (realm_id, transaction_id, line_index, component_index, sync_token, amount, detail_type, item_id, quantity) values
    ('300', '10', 0, 0, 1, 100, 'SalesItemLineDetail', '1', 1),
    ('300', '12', 0, 0, 3, 0.3, 'SalesItemLineDetail', '1', 1),
    ('300', '30', 0, 0, 0, 100, 'SalesItemLineDetail', '1', 1),
    ('300', '42', 0, 0, 0, 500, 'SalesItemLineDetail', '5', 15),
    ('300', '43', 0, 0, 0, 700, 'SalesItemLineDetail', '5', 20),
    ('300', '44', 0, 0, 0, 50, 'SalesItemLineDetail', '6', 2);
alter table quickbooks.payments add column currency_id text;
alter table quickbooks.payments add column exchange_rate numeric;
insert into quickbooks.payments (realm_id, id, sync_token, txn_date, currency_id, exchange_rate, customer_id, total_amt, unapplied_amt) values
    ('300', '11', 0, '2026-02-10', 'EUR', 1.2, '1', 100, 0),
    ('300', '13', 0, '2026-02-11', 'EUR', 1.105, '1', 0.1, 0),
    ('300', '14', 0, '2026-02-12', 'EUR', 1.105, '1', 0.1, 0),
    ('300', '15', 0, '2026-02-13', 'EUR', 1.105, '1', 0.1, 0);
insert into quickbooks.payment_lines values
    ('300', '11', 0, 0, 0, 100), ('300', '13', 0, 0, 0, 0.1), ('300', '14', 0, 0, 0, 0.1), ('300', '15', 0, 0, 0, 0.1);
insert into quickbooks.payment_linked_transactions values
    ('300', '11', 0, 0, 0, '10', 'Invoice'),
    ('300', '13', 0, 0, 0, '12', 'Invoice'),
    ('300', '14', 0, 0, 0, '12', 'Invoice'),
    ('300', '15', 0, 0, 0, '12', 'Invoice');

-- 20: three lines that round down. 21: settled by a journal entry. 62: by a check on account.
alter table quickbooks.bills add column currency_id text;
alter table quickbooks.bills add column exchange_rate numeric;
insert into quickbooks.bills (realm_id, id, sync_token, txn_date, due_date, currency_id, exchange_rate, vendor_id, ap_account_id, total_amt, balance) values
    ('300', '20', 0, '2026-02-01', '2026-02-15', 'EUR', 1.115, '1', '4', 0.99, 0.99),
    ('300', '21', 1, '2026-02-02', '2026-02-16', 'EUR', 1.1, '1', '4', 100, 0),
    ('300', '40', 0, '2026-01-05', '2026-01-20', 'USD', 1, '2', '5', 120, 120),
    ('300', '41', 0, '2026-01-06', '2026-01-20', 'USD', 1, '2', '5', 210, 210),
    ('300', '62', 1, '2026-02-05', '2026-02-20', 'USD', 1, '2', '5', 30, 0);
insert into quickbooks.bill_lines (realm_id, transaction_id, line_index, component_index, sync_token, id, amount, detail_type, item_id, account_id, quantity) values
    ('300', '20', 0, 0, 0, '1', 0.33, 'AccountBasedExpenseLineDetail', null, '11', null),
    ('300', '20', 1, 0, 0, '2', 0.33, 'AccountBasedExpenseLineDetail', null, '11', null),
    ('300', '20', 2, 0, 0, '3', 0.33, 'AccountBasedExpenseLineDetail', null, '11', null),
    ('300', '21', 0, 0, 1, '1', 100, 'AccountBasedExpenseLineDetail', null, '11', null),
    ('300', '40', 0, 0, 0, '1', 120, 'ItemBasedExpenseLineDetail', '5', null, 20),
    ('300', '41', 0, 0, 0, '1', 210, 'ItemBasedExpenseLineDetail', '5', null, 30),
    ('300', '62', 0, 0, 1, '1', 30, 'AccountBasedExpenseLineDetail', null, '11', null);
alter table quickbooks.bill_payments add column currency_id text;
alter table quickbooks.bill_payments add column exchange_rate numeric;
alter table quickbooks.bill_payments add column ap_account_id text;
alter table quickbooks.bill_payments add column check_payment {json};
insert into quickbooks.bill_payments (realm_id, id, sync_token, txn_date, currency_id, exchange_rate, vendor_id, pay_type, ap_account_id, check_payment, total_amt) values
    ('300', '23', 0, '2026-02-20', 'EUR', 1.3, '1', 'Check', '4', '{"BankAccountRef": {"value": "1"}}', 0),
    ('300', '61', 0, '2026-02-21', 'USD', 1, '2', 'Check', '5', '{"BankAccountRef": {"value": "1"}}', 0);
insert into quickbooks.bill_payment_lines values
    ('300', '23', 0, 0, 0, 100), ('300', '23', 1, 0, 0, 100), ('300', '61', 0, 0, 0, 30), ('300', '61', 1, 0, 0, 30);
insert into quickbooks.bill_payment_linked_transactions values
    ('300', '23', 0, 0, 0, '21', 'Bill'),
    ('300', '23', 1, 0, 1, '22', 'JournalEntry'),
    ('300', '61', 0, 0, 0, '62', 'Bill'),
    ('300', '61', 1, 0, 1, '60', 'Check');
insert into quickbooks.purchases (realm_id, id, sync_token, txn_date, currency_id, exchange_rate, account_id, entity_ref, total_amt) values
    ('300', '60', 0, '2026-02-04', 'USD', 1, '1', '{"value": "2", "type": "Vendor"}', 30);
insert into quickbooks.purchase_lines values ('300', '60', 0, 0, 0, 30, 'AccountBasedExpenseLineDetail', '5');

-- 22 pays a vendor; 50 has a tax that no line contains.
alter table quickbooks.journal_entries add column currency_id text;
alter table quickbooks.journal_entries add column exchange_rate numeric;
alter table quickbooks.journal_entries add column total_tax numeric;
insert into quickbooks.journal_entries (realm_id, id, sync_token, txn_date, currency_id, exchange_rate, total_tax) values
    ('300', '22', 0, '2026-02-10', 'EUR', 1.2, null),
    ('300', '50', 0, '2026-02-11', 'USD', 1, 1);
insert into quickbooks.journal_entry_lines values
    ('300', '22', 0, 0, 0, 100, 'JournalEntryLineDetail', '4', 'Debit', 'Vendor', '1'),
    ('300', '22', 1, 0, 0, 100, 'JournalEntryLineDetail', '1', 'Credit', null, null),
    ('300', '50', 0, 0, 0, 8, 'JournalEntryLineDetail', '11', 'Debit', null, null),
    ('300', '50', 1, 0, 0, 9, 'JournalEntryLineDetail', '1', 'Credit', null, null);
create table quickbooks.journal_entry_tax_lines (realm_id text, transaction_id text, tax_line_index bigint, sync_token bigint, amount numeric, tax_rate_id text);
insert into quickbooks.journal_entry_tax_lines values ('300', '50', 0, 0, 1, '1');

insert into quickbooks.deposits (realm_id, id, sync_token, txn_date, deposit_to_account_id, total_amt) values
    ('300', '31', 0, '2026-02-12', '1', 40);
insert into quickbooks.deposit_lines values ('300', '31', 0, 0, 0, 40, 'DepositLineDetail');
