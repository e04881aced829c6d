"""Notifications vendors send: received, checked, kept, and read by the next run of a tap."""
