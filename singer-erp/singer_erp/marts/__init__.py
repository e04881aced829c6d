"""Commands over the finance marts of a warehouse: when a flow is due, and the master data check."""
