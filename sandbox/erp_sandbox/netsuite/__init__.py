"""Oracle NetSuite: SuiteTalk REST and SuiteQL."""
