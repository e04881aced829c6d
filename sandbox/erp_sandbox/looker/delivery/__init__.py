"""Delivery of results to mailboxes, buckets, SFTP servers and webhooks."""
