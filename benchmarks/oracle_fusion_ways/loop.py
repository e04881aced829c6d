"""Read invoices with their lines, one page after the other by limit and offset.

`python loop.py CONFIG` reads the settings of the tap and writes RECORD lines.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import requests

config = json.loads(Path(sys.argv[1]).read_text())
form = {"grant_type": "client_credentials", "scope": config["oauth_scope"]}
pair = (config["client_id"], config["client_secret"])
token = requests.post(config["token_url"], data=form, auth=pair, timeout=900).json()
session = requests.Session()
session.headers["Authorization"] = f"Bearer {token['access_token']}"
session.headers["REST-Framework-Version"] = "4"
url = f"{config['api_url']}/fscmRestApi/resources/11.13.18.05/invoices"
limit, offset = 500, 0
while True:
    parameters = {"limit": limit, "offset": offset, "expand": "invoiceLines", "onlyData": "true"}
    response = session.get(url, params=parameters, timeout=900)
    response.raise_for_status()
    page = response.json()
    for record in page.get("items", []):
        line = {"type": "RECORD", "stream": "ap_invoices", "record": record}
        sys.stdout.write(json.dumps(line) + "\n")
    if not page["hasMore"]:
        break
    offset += limit
