"""One coherent, invented business that every vendor's sandbox shows its own view of."""

from __future__ import annotations

from erp_sandbox.company.company import Company, CompanyProfile

__all__ = ["Company", "CompanyProfile"]
