"""Run the published tap against another host, for which it has no setting."""

import sys

import tap_quickbooks
from tap_quickbooks import client

url = sys.argv.pop(1)
client.PROD_ENDPOINT_BASE = url
client.TOKEN_REFRESH_URL = f"{url}/oauth2/v1/tokens/bearer"
tap_quickbooks.main()
