"""Write a result as Singer records with looker-sdk, `json.loads` and `json.dumps`."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from pathlib import Path

import looker_sdk
from looker_sdk import models40


def main() -> None:
    """Run the query of the settings file that the command names."""
    settings = json.loads(Path(sys.argv[1]).read_text())
    os.environ["LOOKERSDK_BASE_URL"] = settings["api_url"]
    os.environ["LOOKERSDK_CLIENT_ID"] = settings["client_id"]
    os.environ["LOOKERSDK_CLIENT_SECRET"] = settings["client_secret"]
    os.environ["LOOKERSDK_VERIFY_SSL"] = "false"
    os.environ["LOOKERSDK_TIMEOUT"] = "900"
    query = models40.WriteQuery(
        model="finance", view="gl", fields=settings["fields"], limit="-1", query_timezone="UTC"
    )
    text = looker_sdk.init40().run_inline_query("json", query, limit=-1, apply_formatting=False)
    extracted = dt.datetime.now(dt.UTC).isoformat()
    for row in json.loads(text):
        record = {name.replace(".", "__"): value for name, value in row.items()}
        message = {"type": "RECORD", "stream": "gl_lines", "record": record}
        print(json.dumps(message | {"time_extracted": extracted}))


if __name__ == "__main__":
    main()
