"""Datagroups and persistent derived tables: what is built again when data has changed."""
