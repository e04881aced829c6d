view: query {
  sql_table_name: query ;;

  dimension: id {
    type: number
    primary_key: yes
    sql: ${TABLE}.id ;;
  }
  dimension: model {
    type: string
    sql: ${TABLE}.model ;;
  }
  dimension: view {
    type: string
    sql: ${TABLE}.view ;;
  }
  measure: count {
    type: count
  }
}
