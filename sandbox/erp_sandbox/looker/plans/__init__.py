"""Scheduled plans: what is sent when to whom, and how that went."""
