view: accounts {
  sql_table_name: @{SCHEMA}.accounts ;;

  dimension: account_id {
    primary_key: yes
    hidden: yes
    type: number
    sql: ${TABLE}.account_id ;;
  }
  dimension: account_number {
    type: string
    sql: ${TABLE}.account_number ;;
  }
  dimension: account_name {
    type: string
    sql: ${TABLE}.account_name ;;
  }
  dimension: account_type {
    type: string
    sql: ${TABLE}.account_type ;;
  }

  measure: count {
    type: count
  }
}

view: departments {
  sql_table_name: @{SCHEMA}.departments ;;

  dimension: department_id {
    primary_key: yes
    hidden: yes
    type: number
    sql: ${TABLE}.department_id ;;
  }
  dimension: department_name {
    type: string
    sql: ${TABLE}.department_name ;;
  }
}

view: companies {
  sql_table_name: @{SCHEMA}.companies ;;

  dimension: company_id {
    primary_key: yes
    hidden: yes
    type: number
    sql: ${TABLE}.company_id ;;
  }
  dimension: company_name {
    type: string
    sql: ${TABLE}.company_name ;;
  }
  dimension: currency_code {
    type: string
    sql: ${TABLE}.currency_code ;;
  }
}
