"""One coherent, generated business, of which every vendor shows its own view."""

from __future__ import annotations

from erp_sandbox.company.company import Company, CompanyProfile

__all__ = ["Company", "CompanyProfile"]
