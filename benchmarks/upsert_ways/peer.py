"""Upsert the customers on stdin with drt's Bulk 2.0 destination, in that package's environment."""

import json
import os
import sys

from drt.config.models import SalesforceBulkDestinationConfig, SyncOptions
from drt.destinations.salesforce_bulk import SalesforceBulkDestination

prefix = "TARGET_SALESFORCE_"
os.environ[f"{prefix}PASSWORD"] += os.environ[f"{prefix}SECURITY_TOKEN"]
config = SalesforceBulkDestinationConfig(
    type="salesforce_bulk",
    instance_url_env=f"{prefix}API_URL",
    object_name="Account",
    external_id_field="NetSuite_Id__c",
    poll_interval_seconds=1,  # the default of 30 would dominate the measurement
    client_id_env=f"{prefix}CLIENT_ID",
    client_secret_env=f"{prefix}CLIENT_SECRET",
    username_env=f"{prefix}USERNAME",
    password_env=f"{prefix}PASSWORD",
)
messages = [json.loads(line) for line in sys.stdin]
records = [
    {
        "NetSuite_Id__c": message["record"]["id"],
        "Name": message["record"]["companyname"],
        "AccountNumber": message["record"]["entityid"],
        "Phone": message["record"]["phone"],
    }
    for message in messages
    if message["type"] == "RECORD"
]
destination = SalesforceBulkDestination()
destination.stage(records, config, SyncOptions())
result = destination.finalize(config, SyncOptions())
sys.exit(result.success != len(records))
