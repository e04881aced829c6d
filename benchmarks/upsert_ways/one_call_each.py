"""A baseline: one PATCH per customer on stdin, over one connection."""

import json
import os
import sys

import requests

root = os.environ["TARGET_SALESFORCE_API_URL"]
names = ("client_id", "client_secret", "username", "password", "security_token")
form = {name: os.environ[f"TARGET_SALESFORCE_{name.upper()}"] for name in names}
form["password"] += form.pop("security_token")
session = requests.Session()
response = session.post(f"{root}/services/oauth2/token", data={"grant_type": "password", **form})
session.headers["Authorization"] = f"Bearer {response.json()['access_token']}"
for line in sys.stdin:
    message = json.loads(line)
    if message["type"] == "RECORD":
        record = message["record"]
        session.patch(
            f"{root}/services/data/v67.0/sobjects/Account/NetSuite_Id__c/{record['id']}",
            json={
                "Name": record["companyname"],
                "AccountNumber": record["entityid"],
                "Phone": record["phone"],
            },
        ).raise_for_status()
