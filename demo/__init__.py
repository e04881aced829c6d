"""`make demo`: a flow from end to end against the sandbox, reconciled with the source."""
