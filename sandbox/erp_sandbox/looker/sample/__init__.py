"""The data set of a new sandbox: a small LookML project, and its warehouse."""
