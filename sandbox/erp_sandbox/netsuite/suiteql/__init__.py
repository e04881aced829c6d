"""SuiteQL, executed on DuckDB and rejected where NetSuite rejects it."""

from erp_sandbox.netsuite.suiteql.dates import DATE_FORMATS
from erp_sandbox.netsuite.suiteql.engine import ResultPage, execute
from erp_sandbox.netsuite.suiteql.errors import SuiteQLError

__all__ = ["DATE_FORMATS", "ResultPage", "SuiteQLError", "execute"]
