-- The company's own list of vendors, accounts and cost centers, which differs from the ERPs' lists.
create schema reference;
create table reference.master_data (source_system text, source_account text, member_type text, member_number text, member_name text, is_active boolean);
insert into reference.master_data values
    ('netsuite', 'netsuite', 'vendor', 'V-501', 'Acme Group', true),
    ('netsuite', 'netsuite', 'vendor', 'V-502', ' Acme Parts ', false),
    ('netsuite', 'netsuite', 'vendor', 'V-503', 'Gone Ltd', true),
    ('netsuite', 'netsuite', 'vendor', 'V-506', 'Closed Works', true),
    ('netsuite', 'netsuite', 'vendor', 'V-505', null, true),
    ('netsuite', 'netsuite', 'account', '9999', 'Gone', true),
    ('netsuite', 'netsuite', 'cost_center', 'D-110', 'Field', true),
    ('quickbooks', '100', 'vendor', '1', 'Acme', false),
    ('quickbooks', '100', 'account', '1000', 'Cash', true),
    ('acumatica', 'acme', 'account', '40000', 'Revenue', true),
    ('acumatica', 'acme', 'cost_center', 'ADM', 'ADM', false),
    ('acumatica', 'acme', 'vendor', 'V9', 'Gone', false),
    ('oracle_fusion', 'acme', 'account', '6000', 'Rent', true),
    ('oracle_fusion', 'acme', 'cost_center', '100', 'Operations', false),
    ('oracle_fusion', 'acme', 'vendor', 'S9', 'Gone', true),
    ('workday', 'acme', 'vendor', '1', 'Of no ERP in the warehouse', true);

-- An account that nothing uses.
insert into acumatica.accounts (tenant, account_cd, description, type, account_class, cash_account, active, is_deleted) values ('acme', '60500', 'Unused', 'Expense', null, false, true, false);
