"""SQL of queries: fields, joins, symmetric aggregates, filters, sorts and limits."""
