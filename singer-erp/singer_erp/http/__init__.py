"""HTTP with retries, rate limits and authentication."""
