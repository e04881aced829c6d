# The books, by people: refine or add to these. Tests of keys are generated.

test: debits_equal_credits {
  explore_source: trial_balance {
    column: ledger_name { field: dim_ledger.ledger_name }
    column: company_code { field: dim_company.company_code }
    column: period_start { field: trial_balance.period_start_date }
    column: debit { field: trial_balance.total_debit_amount }
    column: credit { field: trial_balance.total_credit_amount }
    filters: [trial_balance.is_primary_book: ""]
    limit: 5000
  }
  assert: balanced {
    expression: ${trial_balance.total_debit_amount} = ${trial_balance.total_credit_amount} ;;
  }
}

test: trial_balance_sums_to_zero {
  explore_source: trial_balance {
    column: ledger_name { field: dim_ledger.ledger_name }
    column: company_code { field: dim_company.company_code }
    column: period_start { field: trial_balance.period_start_date }
    column: closing { field: trial_balance.total_closing_balance }
    filters: [trial_balance.is_primary_book: ""]
    limit: 5000
  }
  assert: zero {
    expression: ${trial_balance.total_closing_balance} = 0 ;;
  }
}

test: ap_aging_equals_open_items {
  explore_source: ap_aging {
    column: company_code { field: dim_company.company_code }
    column: currency_code { field: ap_aging.currency_code }
    column: open { field: ap_aging.total_open_amount }
    column: entries { field: fct_subledger_entry.total_amount }
    column: base_open { field: ap_aging.total_base_open_amount }
    column: base_entries { field: fct_subledger_entry.total_base_amount }
    limit: 5000
  }
  assert: equal {
    expression: ${ap_aging.total_open_amount} = ${fct_subledger_entry.total_amount} AND ${ap_aging.total_base_open_amount} = ${fct_subledger_entry.total_base_amount} ;;
  }
}

test: ap_aging_buckets_add_up {
  explore_source: ap_aging {
    column: company_code { field: dim_company.company_code }
    column: base_open { field: ap_aging.total_base_open_amount }
    column: current { field: ap_aging.total_base_current_amount }
    column: days_1_30 { field: ap_aging.total_base_1_30_amount }
    column: days_31_60 { field: ap_aging.total_base_31_60_amount }
    column: days_61_90 { field: ap_aging.total_base_61_90_amount }
    column: over_90 { field: ap_aging.total_base_over_90_amount }
    limit: 5000
  }
  assert: equal {
    expression: ${ap_aging.total_base_open_amount} = ${ap_aging.total_base_current_amount} + ${ap_aging.total_base_1_30_amount} + ${ap_aging.total_base_31_60_amount} + ${ap_aging.total_base_61_90_amount} + ${ap_aging.total_base_over_90_amount} ;;
  }
}

test: ar_aging_equals_open_items {
  explore_source: ar_aging {
    column: company_code { field: dim_company.company_code }
    column: currency_code { field: ar_aging.currency_code }
    column: open { field: ar_aging.total_open_amount }
    column: entries { field: fct_subledger_entry.total_amount }
    column: base_open { field: ar_aging.total_base_open_amount }
    column: base_entries { field: fct_subledger_entry.total_base_amount }
    limit: 5000
  }
  assert: equal {
    expression: ${ar_aging.total_open_amount} = ${fct_subledger_entry.total_amount} AND ${ar_aging.total_base_open_amount} = ${fct_subledger_entry.total_base_amount} ;;
  }
}

test: ar_aging_buckets_add_up {
  explore_source: ar_aging {
    column: company_code { field: dim_company.company_code }
    column: base_open { field: ar_aging.total_base_open_amount }
    column: current { field: ar_aging.total_base_current_amount }
    column: days_1_30 { field: ar_aging.total_base_1_30_amount }
    column: days_31_60 { field: ar_aging.total_base_31_60_amount }
    column: days_61_90 { field: ar_aging.total_base_61_90_amount }
    column: over_90 { field: ar_aging.total_base_over_90_amount }
    limit: 5000
  }
  assert: equal {
    expression: ${ar_aging.total_base_open_amount} = ${ar_aging.total_base_current_amount} + ${ar_aging.total_base_1_30_amount} + ${ar_aging.total_base_31_60_amount} + ${ar_aging.total_base_61_90_amount} + ${ar_aging.total_base_over_90_amount} ;;
  }
}
