"""`python -m target_acumatica`."""

from target_acumatica.target import TargetAcumatica

TargetAcumatica.cli()
