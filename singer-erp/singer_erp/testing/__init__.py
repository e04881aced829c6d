"""A pytest plugin for taps and targets."""
