"""Singer target for DuckDB: exact decimals, counted batches, nothing lost."""
