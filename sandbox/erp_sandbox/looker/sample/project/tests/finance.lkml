test: debits_equal_credits {
  explore_source: gl {
    column: net_amount { field: gl.net_amount }
    filters: [gl.is_posted: "Yes"]
  }
  assert: net_is_zero {
    expression: ${gl.net_amount} = 0 ;;
  }
}

test: lines_are_unique {
  explore_source: gl {
    column: line_id { field: gl.line_id }
    column: count { field: gl.count }
    sorts: [gl.count: desc]
    limit: 1
  }
  assert: one_line {
    expression: ${gl.count} = 1 ;;
  }
}
