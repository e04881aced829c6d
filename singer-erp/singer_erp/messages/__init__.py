"""Singer messages: reading, writing, typed records."""
