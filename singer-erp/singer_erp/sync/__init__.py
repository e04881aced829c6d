"""What a tap reads in a run, and the state that remembers it."""
