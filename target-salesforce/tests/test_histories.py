"""Random histories: kills at any request while the source changes, and goes back, in between.

`pytest --histories 48` kills at every HTTP boundary, before and after the org has served it.
"""

from __future__ import annotations

import contextlib
import copy
import io
import json
import os
import random
import select
import signal
import subprocess
import sys
from collections import Counter
from contextlib import redirect_stdout

import pytest
from target_salesforce.target import TargetSalesforce

# A run sends up to 24 requests; the seeds visit their boundaries in an order of no pattern.
_REQUESTS, _STRIDE = 24, 37
_HANG = 900
_CUSTOMERS, _CONTACTS, _VENDORS = 60, 40, 6
_SETTINGS = {
    "bulk_threshold": 30,
    "vendor_object": "Vendor__c",
    "on_reject": "dead_letter",
    "max_rejects": 1000,
    "compare_days": 0,
}
_TOO_LONG = "x" * 300
_REFUSED = "refuse me"
_MAPPED = {
    "Account": {
        "Name": "companyname",
        "AccountNumber": "entityid",
        "Phone": "phone",
        "Fax": "fax",
        "Website": "url",
    },
    "Contact": {
        "FirstName": "firstname",
        "LastName": "lastname",
        "Salutation": "salutation",
        "Title": "title",
        "Email": "email",
        "Phone": "phone",
        "MobilePhone": "mobilephone",
        "HomePhone": "homephone",
        "Fax": "fax",
    },
    "Vendor__c": {"Name": "companyname"},
}
_STREAMS = {"customers": "Account", "contacts": "Contact", "vendors": "Vendor__c"}
_LINKS = {"Account": ("ParentId", "parent"), "Contact": ("AccountId", "company")}


class Source:
    """Records by stream and key, some of which the org refuses."""

    def __init__(self, dice):
        self.dice = dice
        self.version = 1
        self.records = {stream: {} for stream in (*_STREAMS, "customer_billing_addresses")}
        for number in range(1, _CUSTOMERS + 1):
            self._add_customer(number)
        for number in range(1000, 1000 + _CONTACTS):
            self._put("contacts", number, lastname=f"L{number}", company=self._company())
        for number in range(2000, 2000 + _VENDORS):
            self._put("vendors", number, companyname=f"Vendor {number}")
        for number in dice.sample(range(1, _CUSTOMERS + 1), 10):
            self._put("customer_billing_addresses", number, addr1="1 Main St", city="Bonn")
        # Refused before they are sent, by a rule of the org, and for want of a parent.
        self._put("customers", 900, companyname=_TOO_LONG)
        self._put("customers", 901, companyname="Refused", fax=_REFUSED)
        self._put("contacts", 1900, lastname="Orphan", company=999)

    def _add_customer(self, number):
        parent = self.dice.choice([None, None, None, self.dice.randint(1, 10)])
        parent = None if parent == number else parent
        self._put(
            "customers", number, companyname=f"C{number}", entityid=f"E{number}", parent=parent
        )

    def _company(self):
        return self.dice.choice([None, *range(1, _CUSTOMERS + 1)])

    def _put(self, stream, key, **values):
        before = self.records[stream].get(key, {})
        version = f"2026-01-01T00:00:00.{self.version:06d}Z"
        self.records[stream][key] = before | values | {"lastmodifieddate": version}

    def change(self):
        """Change, move, add and spoil records."""
        self.version += 1
        dice, customers, contacts = self.dice, *map(self.records.get, ("customers", "contacts"))
        for number in dice.sample(range(1, _CUSTOMERS + 1), dice.choice([5, 45, 45])):
            self._put("customers", number, phone=str(dice.randint(1, 9)), fax=None)
        for number in dice.sample(range(1, _CUSTOMERS + 1), 8):
            parent = dice.choice([None, *range(1, 11)])
            self._put("customers", number, parent=None if parent == number else parent)
        for number in dice.sample([n for n in contacts if n < 1900], 20):
            self._put("contacts", number, title=f"T{self.version}", company=self._company())
        for _ in range(5):
            self._add_customer(max(n for n in customers if n < 900) + 1)
            number = max(n for n in contacts if n < 1900) + 1
            self._put(
                "contacts", number, lastname="New", company=max(n for n in customers if n < 900)
            )
        for number in dice.sample(sorted(self.records["customer_billing_addresses"]), 5):
            self._put("customer_billing_addresses", number, city=f"City {self.version}")

    def copy(self):
        """Return the source as it is now; it shares the dice."""
        other = copy.copy(self)
        other.records = copy.deepcopy(self.records)
        return other

    def touch(self, version):
        """Give all records a version, as a change back to earlier values does."""
        self.version = version
        for stream, rows in self.records.items():
            for key in rows:
                self._put(stream, key)
        return self

    def messages(self, messages):
        """Return all records in random order, then a state."""
        input_ = messages()
        every = [
            (s, key, values) for s, rows in self.records.items() for key, values in rows.items()
        ]
        self.dice.shuffle(every)
        for stream, key, values in every:
            key_name = "entity" if "addresses" in stream else "id"
            hidden = {"lastmodifieddate"} if "addresses" in stream else set()
            shown = {name: value for name, value in values.items() if name not in hidden}
            input_.record(stream, **{key_name: key}, **shown)
        return input_.state()

    def rejected(self):
        return {("customers", "900"), ("customers", "901"), ("contacts", "1900")}

    def expected(self):
        """Return the values of every mapped column, by object and key."""
        rows = {}
        for stream, obj in _STREAMS.items():
            for key, values in self.records[stream].items():
                if (stream, str(key)) in self.rejected():
                    continue
                row = {field: values.get(name) for field, name in _MAPPED[obj].items()}
                if obj in _LINKS:
                    field, name = _LINKS[obj]
                    row[field] = None if values.get(name) is None else str(values[name])
                rows[obj, str(key)] = row
        for key, values in self.records["customer_billing_addresses"].items():
            rows["Account", str(key)] |= {
                "BillingStreet": values["addr1"],
                "BillingCity": values["city"],
            }
        return rows


class History:
    """One org, one audit log and several runs of the target."""

    def __init__(self, delivery, messages, processes):
        self.delivery = delivery
        self._processes = processes
        self.sandbox = delivery.sandbox
        self._messages = messages
        rule = {"field": "Fax", "value": _REFUSED, "message": "No"}
        self.sandbox.salesforce.mutate("add_validation_rule", sobject="Account", **rule)

    def run(self, source):
        """Deliver completely; the org's clock moves while the target waits."""
        target = TargetSalesforce(config=self.delivery.config, sleep=self.sandbox.advance)
        out = io.StringIO()
        with redirect_stdout(out):
            code = target.run(source.messages(self._messages).text())
        assert (code, out.getvalue()) == (0, '{"run":1}\n'), self.delivery.caplog.text[-3000:]

    def run_and_kill(self, source, request, *, served):
        """Kill the target's process at a request, if it gets that far."""
        path, input_ = self.delivery.folder / "config.json", self.delivery.folder / "input.jsonl"
        path.write_text(json.dumps(self.delivery.config))
        input_.write_text(source.messages(self._messages).text().read())
        self.sandbox.clear_journal()
        kind = "slow" if served else "reset"
        self.sandbox.fault(kind, path="^/services", after=request, delay=_HANG)
        self._processes.run(path, input_, kill=self._is_reached)
        self.sandbox.clear_faults()

    def _is_reached(self):
        return any(entry.get("fault") for entry in self.sandbox.journal())

    def rows(self):
        """Return every column of the org's records but the system's, by object and key."""
        system = {"Id", "IsDeleted", "OwnerId", "RecordTypeId", "SystemModstamp", "MasterRecordId"}
        objects = {obj: self.delivery.by_key(obj) for obj in _MAPPED}
        keys = {row["Id"]: key for rows in objects.values() for key, row in rows.items()}
        found = {}
        for obj, rows in objects.items():
            assert len(rows) == len(self.sandbox.salesforce.truth(obj)), f"{obj} is doubled"
            for key, row in rows.items():
                kept = {n: v for n, v in row.items() if n not in system and "ById" not in n}
                found[obj, key] = {
                    n: keys.get(v, v) if n in {"ParentId", "AccountId"} else v
                    for n, v in kept.items()
                    if not n.endswith("Date") and n not in {"NetSuite_Id__c", "Type"}
                }
        return found


class Processes:
    """Processes of the target, forked from one that has imported it already."""

    _SCRIPT = """
import os, sys
from target_salesforce.target import TargetSalesforce
null = os.open(os.devnull, os.O_RDWR)
for line in sys.stdin:
    config, messages = line.split()
    pid = os.fork()
    if pid == 0:
        for number in (0, 1, 2):
            os.dup2(null, number)
        TargetSalesforce.cli.main(["--config", config, "--input", messages])
    print(pid, flush=True)
    os.waitpid(pid, 0)
    print("ended", flush=True)
"""

    def __init__(self):
        self._parent = subprocess.Popen(
            [sys.executable, "-c", self._SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def run(self, config, input_, *, kill):
        """Run the target's command line until its end, or until a condition is met."""
        self._parent.stdin.write(f"{config} {input_}\n".encode())
        self._parent.stdin.flush()
        pid = int(self._read())
        while not select.select([self._parent.stdout], [], [], 0.05)[0]:
            if kill():
                os.kill(pid, signal.SIGKILL)
                break
        assert self._read() == b"ended"

    def _read(self):
        line = b""
        while not line.endswith(b"\n"):
            line += os.read(self._parent.stdout.fileno(), 1)
        return line.strip()

    def close(self):
        self._parent.stdin.close()
        self._parent.wait()
        self._parent.stdout.close()


@pytest.fixture(scope="module")
def processes():
    with contextlib.closing(Processes()) as processes:
        yield processes


@pytest.fixture
def history(delivery, messages, processes):
    delivery.settings = _SETTINGS
    return History(delivery, messages, processes)


@pytest.mark.histories(2)
def test_the_org_equals_the_source_after_kills_and_changes(history, seed):
    dice = random.Random(seed)
    boundary = (seed * _STRIDE + 20) % (2 * _REQUESTS)
    history.sandbox.salesforce.set_limits(bulk_seconds=dice.choice([0, 0, 2]))
    first = Source(dice)
    if dice.random() < 0.7:
        history.run(first)
    second = first.copy()
    second.change()
    third = second.copy()
    third.change()

    history.run_and_kill(second, boundary // 2, served=boundary % 2 == 1)
    last = dice.choice([first, second, third])
    if dice.random() < 0.3:
        history.run_and_kill(third, dice.randrange(_REQUESTS), served=dice.random() < 0.5)
        last = dice.choice([first, second])
    last.touch(third.version + 1)
    history.run(last)

    _assert_equal(history, last)
    _assert_outcomes(history, last)
    history.sandbox.clear_journal()
    history.run(last)
    assert not [call for call in history.delivery.writes() if "/sobjects/" not in call[1]]
    _assert_equal(history, last)


def _assert_equal(history, source):
    expected, rows = source.expected(), history.rows()
    for key, wanted in expected.items():
        assert key in rows, f"{key} is missing"
        empty = dict.fromkeys(rows[key])
        if key[0] == "Contact":  # the org's own compound field
            names = wanted["FirstName"], wanted["LastName"]
            empty["Name"] = " ".join(name for name in names if name)
        assert {n: v or None for n, v in rows[key].items()} == {
            n: v or None for n, v in (empty | wanted).items()
        }, key


def _assert_outcomes(history, source):
    writes = history.delivery.audit()
    created = Counter(
        (row["object"], row["source_key"])
        for row in writes
        if row["action"] == "created" and "addresses" not in row["stream"]
    )
    for key in source.expected():
        assert created[key] == 1, f"{key} was created {created[key]} times"
    last_run = writes[-1]["run"]
    rejected = {
        (row["stream"], row["source_key"])
        for row in writes
        if row["run"] == last_run and row["action"] == "rejected"
    }
    assert rejected == source.rejected()
