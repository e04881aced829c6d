"""Queries: saved definitions, runs, result formats and tasks."""
