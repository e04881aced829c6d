"""Read journals with their lines, and vendors, one page after the other.

`python pages.py CONFIG` reads the settings of the plugins and writes RECORD lines.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import requests

config = json.loads(Path(sys.argv[1]).read_text())
url, session = config["api_url"], requests.Session()
form = {"name": config["username"], "password": config["password"], "tenant": config["tenant"]}
session.post(f"{url}/entity/auth/login", json=form).raise_for_status()
endpoint = f"{url}/entity/{config['endpoint_name']}/{config['endpoint_version']}"
try:
    for entity, expand in (("JournalTransaction", "Details"), ("Vendor", "")):
        page, size = 0, config["page_size"]
        while True:
            parameters = {"$top": size, "$skip": page * size}
            parameters |= {"$expand": expand} if expand else {}
            response = session.get(f"{endpoint}/{entity}", params=parameters)
            response.raise_for_status()
            records = response.json()
            for record in records:
                sys.stdout.write(json.dumps({"stream": entity, "record": record}) + "\n")
            if len(records) < size:
                break
            page += 1
finally:
    session.post(f"{url}/entity/auth/logout", headers={"Content-Length": "0"})
