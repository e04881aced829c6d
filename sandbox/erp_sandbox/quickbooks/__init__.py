"""QuickBooks Online: one company's Accounting API v3 and Intuit's token endpoint."""
