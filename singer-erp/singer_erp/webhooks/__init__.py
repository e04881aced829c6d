"""Webhook events: received, verified, stored, and read by the next run of a tap."""
