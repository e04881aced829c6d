"""Log-ins that outlive a run: kept encrypted, renewed by one process at a time."""
