"""LookML of the finance marts: generated from dbt's artifacts, and checked without an instance."""
