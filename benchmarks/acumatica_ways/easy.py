"""Read journals with their lines, and vendors, with easy-acumatica: one list per entity.

`python easy.py CONFIG` reads the settings of the plugins and writes RECORD lines.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from easy_acumatica import AcumaticaClient
from easy_acumatica.odata import QueryOptions

config = json.loads(Path(sys.argv[1]).read_text())
with tempfile.TemporaryDirectory() as cache:
    client = AcumaticaClient(
        base_url=config["api_url"],
        username=config["username"],
        password=config["password"],
        tenant=config["tenant"],
        endpoint_name=config["endpoint_name"],
        endpoint_version=config["endpoint_version"],
        rate_limit_calls_per_second=10_000,
        cache_dir=Path(cache),
        timeout=900,
    )
    try:
        for service, expand in (("journal_transaction", ["Details"]), ("vendor", None)):
            for record in getattr(client, service).get_list(options=QueryOptions(expand=expand)):
                sys.stdout.write(json.dumps({"stream": service, "record": record}) + "\n")
    finally:
        client.logout()
