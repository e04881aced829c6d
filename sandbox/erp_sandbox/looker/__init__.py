"""Looker: one instance with its LookML project, its content and its scheduler."""
