"""Changes of the stored rows, as NetSuite's users make them."""

from erp_sandbox.netsuite.mutations.writer import MutationError, Row, Writer

__all__ = ["MutationError", "Row", "Writer"]
