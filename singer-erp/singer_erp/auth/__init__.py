"""Credentials: OAuth 2.0, OAuth 1.0a, the encrypted store, the authorization command."""
