-- Raw tables of a tenant whose API user may not see companies and branches. Vendors name a payables
-- account of the class of current liabilities. The ledger of the group is in euros; branch NORTH has
-- orders only.
insert into acumatica.ledgers (tenant, ledger_id, description, type, currency) values
    ('hidden', 'ACTUAL', 'Actual', 'Actual', 'USD'),
    ('hidden', 'GROUP', 'Group', 'Reporting', 'EUR');
insert into acumatica.ledger_companies (tenant, ledger_id, company) values ('hidden', 'ACTUAL', 'MAIN'), ('hidden', 'GROUP', 'MAIN');
insert into acumatica.accounts (tenant, account_cd, description, type, account_class, cash_account, active) values
    ('hidden', '10100', 'Checking', 'Asset', 'CASHASSET', true, true),
    ('hidden', '20000', 'Payables', 'Liability', 'CURRLIAB', false, true),
    ('hidden', '21000', 'Accruals', 'Liability', 'CURRLIAB', false, true),
    ('hidden', '32000', 'Retained Earnings', 'Liability', 'EQUITY', false, true),
    ('hidden', '60000', 'Rent', 'Expense', 'EXPENSE', false, true);
insert into acumatica.vendors (tenant, vendor_id, vendor_name, vendor_class, status, ap_account, currency_id) values
    ('hidden', 'V1', 'Acme Parts', 'PARTS', 'Active', '20000', 'USD');
insert into acumatica.financial_years (tenant, financial_year, start_date) values ('hidden', '2026', '2026-01-01');
insert into acumatica.financial_periods (tenant, financial_year, financial_period_id, start_date, end_date, adjustment_period, status, closed_in_ap, closed_in_ar) values
    ('hidden', '2026', '012026', '2026-01-01', '2026-01-31', false, 'Open', false, false),
    ('hidden', '2026', '022026', '2026-02-01', '2026-02-28', false, 'Open', false, false);
insert into acumatica.currencies (tenant, currency_id, decimal_precision) values ('hidden', 'USD', 2), ('hidden', 'EUR', 2);

insert into acumatica.bills (tenant, type, reference_nbr, vendor, date, due_date, post_period, currency_id, amount, balance, branch_id, status, set_read_at) values
    ('hidden', 'Bill', '0001', 'V1', '2026-01-10', '2026-02-09', '012026', 'USD', 100.25, 60.25, 'HQ', 'Open', '2026-03-01 10:00:00');
insert into acumatica.checks (tenant, type, reference_nbr, vendor, application_date, cash_account, currency_id, payment_amount, unapplied_balance, status, set_read_at) values
    ('hidden', 'Payment', '0101', 'V1', '2026-02-10', '10100', 'USD', 40, 0, 'Closed', '2026-03-01 10:00:00');
insert into acumatica.check_history (tenant, type, reference_nbr, set_read_at, row_number, doc_type, history_reference_nbr, amount_paid) values
    ('hidden', 'Payment', '0101', '2026-03-01 10:00:00', 1, 'Bill', '0001', 40);
insert into acumatica.journal_transactions (tenant, module, batch_nbr, ledger_id, branch_id, currency_id, transaction_date, post_period, status, set_read_at) values
    ('hidden', 'AP', 'AP1', 'ACTUAL', 'HQ', 'USD', '2026-01-10', '012026', 'Posted', '2026-03-01 10:00:00'),
    ('hidden', 'AP', 'CK1', 'ACTUAL', 'HQ', 'USD', '2026-02-10', '022026', 'Posted', '2026-03-01 10:00:00'),
    ('hidden', 'GL', 'GL1', 'GROUP', 'HQ', 'EUR', '2026-01-31', '012026', 'Posted', '2026-03-01 10:00:00');
insert into acumatica.journal_transaction_lines (tenant, module, batch_nbr, set_read_at, line_nbr, branch_id, account, subaccount, debit_amount, credit_amount, reference_nbr, vendor_or_customer) values
    ('hidden', 'AP', 'AP1', '2026-03-01 10:00:00', 1, 'HQ', '20000', 'ADM-01', 0, 100.25, '0001', 'V1'),
    ('hidden', 'AP', 'AP1', '2026-03-01 10:00:00', 2, 'HQ', '60000', 'ADM-01', 100.25, 0, '0001', 'V1'),
    ('hidden', 'AP', 'CK1', '2026-03-01 10:00:00', 1, 'HQ', '20000', 'ADM-01', 40, 0, '0101', 'V1'),
    ('hidden', 'AP', 'CK1', '2026-03-01 10:00:00', 2, 'HQ', '10100', 'ADM-01', 0, 40, '0101', 'V1'),
    ('hidden', 'GL', 'GL1', '2026-03-01 10:00:00', 1, 'HQ', '60000', 'ADM-01', 9.5, 0, null, null),
    ('hidden', 'GL', 'GL1', '2026-03-01 10:00:00', 2, 'HQ', '10100', 'ADM-01', 0, 9.5, null, null);
insert into acumatica.purchase_orders (tenant, type, order_nbr, vendor_id, branch, date, currency_id, currency_rate, status, set_read_at) values
    ('hidden', 'Normal', 'PO1', 'V1', 'HQ', '2026-01-05', 'USD', 1, 'Open', '2026-03-01 10:00:00'),
    ('hidden', 'Normal', 'PO2', 'V1', 'NORTH', '2026-01-06', 'USD', 1, 'Open', '2026-03-01 10:00:00');
insert into acumatica.purchase_order_lines (tenant, type, order_nbr, set_read_at, line_nbr, inventory_id, order_qty, qty_on_receipts, unit_cost, extended_cost, account, subaccount, branch_id, completed, cancelled) values
    ('hidden', 'Normal', 'PO1', '2026-03-01 10:00:00', 1, 'WIDGET', 10, 0, 5, 50, '60000', 'ADM-01', 'HQ', false, false),
    ('hidden', 'Normal', 'PO2', '2026-03-01 10:00:00', 1, 'WIDGET', 2, 0, 5.25, 10.5, '60000', 'ADM-01', 'NORTH', false, false);
