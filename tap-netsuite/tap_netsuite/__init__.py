"""Singer tap for Oracle NetSuite."""
