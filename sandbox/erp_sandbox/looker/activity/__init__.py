"""System Activity: what the instance knows about its own use, as a model."""
