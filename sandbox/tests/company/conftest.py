from datetime import UTC, datetime

import pytest
from erp_sandbox.company import Company, CompanyProfile

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def now():
    return NOW


@pytest.fixture(scope="session")
def company():
    return Company(CompanyProfile(NOW, documents=800, seed=3))


@pytest.fixture(scope="session")
def batches(company):
    return list(company.batches(300))


@pytest.fixture(scope="session")
def rows(batches):
    """Documents, lines and links as lists of dicts."""

    def all_of(name):
        return [row for batch in batches for row in getattr(batch, name).to_pylist()]

    return {name: all_of(name) for name in ("documents", "lines", "links")}
