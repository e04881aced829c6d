"""The demo: every flow from end to end against the sandbox, reconciled with its source."""
