"""SuiteQL, executed for real on DuckDB and refused where NetSuite refuses it."""

from erp_sandbox.netsuite.suiteql.dates import DATE_FORMATS
from erp_sandbox.netsuite.suiteql.engine import ResultPage, execute
from erp_sandbox.netsuite.suiteql.errors import SuiteQLError

__all__ = ["DATE_FORMATS", "ResultPage", "SuiteQLError", "execute"]
