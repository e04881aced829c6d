-- Marts with what the Explores `allocation` and `approved_vendors` read.
create schema finance;
create table finance.dim_company as select 'c' as company_key, 'acumatica' as source_system,
    'ALDUS' as company_code, 'Group' as company_name, 'USD' as base_currency_code,
    2 as base_currency_decimals;
create table finance.dim_period (period_key varchar, period_id varchar, period_name varchar,
    end_date date, is_closed boolean, is_adjustment boolean);
create table finance.dim_account as select unnest(['6010', '6050', '6090']) as account_key,
    account_key as account_number, 'expense' as account_class;
create table finance.dim_department as select unnest(['00', '01', '02', '03', '07'])
    as department_key, department_key as department_code, true as is_active;
create table finance.fct_gl_line (source_system varchar, company_key varchar,
    period_key varchar, account_key varchar, department_key varchar, is_primary_book boolean,
    document_type varchar, memo varchar, net_amount decimal(18, 2));
create table finance.dim_vendor as select 'v' || id as vendor_key, 'netsuite' as source_system,
    id::varchar as vendor_id, 'Vendor ' || id as vendor_number, 'Vendor ' || id as vendor_name,
    null::varchar as vendor_category, null::varchar as email, true as is_active,
    false as is_inferred
    from range(1, 4) as vendors(id);
