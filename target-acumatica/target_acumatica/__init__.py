"""Singer target for Acumatica."""
