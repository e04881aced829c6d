-- Every posting has an account that QuickBooks' records name. Others are in the account
-- `Not named by QuickBooks`, with which the books balance.
{{ config(severity='warn') }}

select
    company_id,
    transaction_type,
    document_id,
    part,
    base_amount
from {{ ref('int_quickbooks__postings') }}
where account_id = 'unnamed'
    and base_amount <> 0
