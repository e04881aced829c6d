"""Result formats, one function each: a result as chunks of bytes."""
