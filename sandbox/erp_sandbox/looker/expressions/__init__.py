"""Looker expressions: custom filters, custom fields, table calculations and assertions."""
