"""Post journals one PUT after the other, without checks: no look-up before or after.

`python one_by_one.py CONFIG JOURNALS`; the second is a JSON file of a list of bodies.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import requests

config, journals = (json.loads(Path(name).read_text()) for name in sys.argv[1:])
url, session = config["api_url"], requests.Session()
form = {"name": config["username"], "password": config["password"], "tenant": config["tenant"]}
session.post(f"{url}/entity/auth/login", json=form).raise_for_status()
endpoint = f"{url}/entity/{config['endpoint_name']}/{config['endpoint_version']}"
try:
    for journal in journals:
        session.put(f"{endpoint}/JournalTransaction", json=journal).raise_for_status()
finally:
    session.post(f"{url}/entity/auth/logout", headers={"Content-Length": "0"})
