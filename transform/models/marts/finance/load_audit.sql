-- One row per build. `dbt build` skips this model unless all marts have been built and have passed
-- their tests, so that a new row says that the marts can be read.
{{ config(materialized='incremental', incremental_strategy='append', full_refresh=false) }}
{% for mart in [
    'ap_aging', 'ar_aging', 'bridge_segment_combination', 'dim_account', 'dim_company', 'dim_customer',
    'dim_date', 'dim_department', 'dim_item', 'dim_ledger', 'dim_period', 'dim_period_status',
    'dim_segment_combination', 'dim_segment_value', 'dim_vendor', 'fct_customer_invoice',
    'fct_gl_line', 'fct_purchase_order_line', 'fct_subledger_entry', 'fct_vendor_bill',
    'fct_vendor_payment', 'fct_vendor_payment_application', 'ledger_exceptions',
    'master_data_check', 'trial_balance'
] %}
-- depends_on: {{ ref(mart) }}
{%- endfor %}

select
    cast('{{ invocation_id }}' as {{ sql_type('text') }}) as load_id,
    cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S.%f") }}' as {{ sql_type('timestamp') }}) as loaded_at
