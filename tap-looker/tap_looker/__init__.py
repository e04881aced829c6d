"""Singer tap for Looker."""
