"""BI Cloud Connector, driven as its clients do: REST metadata, and SOAP by hand."""

import csv
import email
import io
import re
import zipfile
from datetime import UTC, datetime

import pytest
import requests
from erp_sandbox.core.clock import Clock

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
FIN = "FscmTopModelAM.FinExtractAM."
INVOICES = f"{FIN}ApBiccExtractAM.InvoiceHeaderExtractPVO"
LINES = f"{FIN}GlBiccExtractAM.JournalLineExtractPVO"
BALANCES = f"{FIN}GlBiccExtractAM.BalanceExtractPVO"
COMBINATIONS = f"{FIN}GlBiccExtractAM.CodeCombinationExtractPVO"
FLEX = f"{FIN}AnalyticsExtractServiceAM."
ENVELOPE = (
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:sch="http://xmlns.oracle.com/scheduler"'
    ' xmlns:typ="http://xmlns.oracle.com/scheduler/types"'
    ' xmlns:ucm="http://www.oracle.com/UCM"><soapenv:Body>{}</soapenv:Body></soapenv:Envelope>'
)
PARAMETER = (
    "<typ:parameter><typ:dataType>STRING</typ:dataType><typ:name>{}</typ:name>"
    "<typ:value>{}</typ:value></typ:parameter>"
)


class Client:
    def __init__(self, fusion):
        config = fusion.config(auth="basic")
        self.url, self.auth = config["api_url"], (config["username"], config["password"])

    def get(self, path, **parts):
        return requests.get(
            self.url + path, auth=self.auth, timeout=900, allow_redirects=False, **parts
        )

    def meta(self, path):
        return self.get(f"/biacm/rest/meta/{path}").json()

    def job(self, name, *stores, initial="2000-01-01T00:00:00.000"):
        entries = [
            {
                "dataStoreMeta": {"dataStoreKey": store, "initialExtractDate": initial},
                "groupNumber": 1,
                "groupItemPriority": 1,
            }
            for store in stores
        ]
        body = {"name": name, "description": "", "dataStores": entries}
        response = requests.put(
            f"{self.url}/biacm/rest/meta/jobs", json=body, auth=self.auth, timeout=900
        )
        assert response.json()["status"].startswith("SUCCESS"), response.text
        return response.json()["id"]

    def soap(self, path, body):
        return requests.post(
            self.url + path,
            data=ENVELOPE.format(body).encode(),
            headers={"Content-Type": "text/xml; charset=utf-8"},
            auth=self.auth,
            timeout=900,
        )

    def submit(self, job, store, kind="VO_EXTRACT"):
        given = {"EXTRACT_JOB_TYPE": kind, "DATA_STORE_LIST": store, "JOB_ID": job}
        parameters = "".join(PARAMETER.format(*pair) for pair in given.items())
        response = self.soap(
            "/bi/ess/esswebservice",
            "<sch:submitRequest><sch:jobDefinitionId>"
            "<typ:name>BICloudConnectorJobDefinition</typ:name>"
            "</sch:jobDefinitionId><sch:application>oracle.biacm</sch:application>"
            f"<sch:requestParameters>{parameters}</sch:requestParameters></sch:submitRequest>",
        )
        return re.search(r"value>(\d+)<", response.text)[1]

    def state(self, request):
        response = self.soap(
            "/bi/ess/esswebservice",
            f"<sch:getRequestState><sch:requestId>{request}</sch:requestId></sch:getRequestState>",
        )
        return re.search(r"state>(\w+)<", response.text)[1]

    def content(self, service, **fields):
        given = "".join(f'<ucm:Field name="{k}">{v}</ucm:Field>' for k, v in fields.items())
        return self.soap(
            "/idcws/GenericSoapPort",
            f'<ucm:GenericRequest webKey="cs"><ucm:Service IdcService="{service}">'
            f"<ucm:Document>{given}</ucm:Document></ucm:Service></ucm:GenericRequest>",
        )

    def files(self, store):
        slug = store.lower().replace(".", "_")
        query = f"dDocTitle &lt;starts> `file_{slug}`"
        text = self.content("GET_SEARCH_RESULTS", QueryText=query, ResultCount=50).text
        return [
            (int(did), title)
            for did, title in re.findall(
                r'name="dID">(\d+)<.*?name="dDocTitle">([^<]+)<', text, re.DOTALL
            )
        ]

    def download(self, did):
        response = self.content("GET_FILE", dID=did)
        head = f"Content-Type: {response.headers['Content-Type']}\r\n\r\n".encode()
        root, file = email.message_from_bytes(head + response.content).get_payload()
        assert "cid:" in root.get_payload()
        with zipfile.ZipFile(io.BytesIO(file.get_payload(decode=True))) as archive:
            [name] = archive.namelist()
            data = archive.read(name)
        assert data.startswith(b"\xef\xbb\xbf")
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))

    def extract(self, job, store, kind="VO_EXTRACT"):
        before = {did for did, _ in self.files(store)}
        request = self.submit(job, store, kind)
        while self.state(request) == "RUNNING":
            pass
        return [row for did, _ in sorted(self.files(store)) if did not in before
                for row in self.download(did)]  # fmt: skip


@pytest.fixture
def sandbox(serve):
    return serve("oracle_fusion", documents=60, clock=Clock(NOW))


@pytest.fixture
def fusion(sandbox):
    return sandbox.oracle_fusion


@pytest.fixture
def bicc(fusion):
    return Client(fusion)


def test_the_catalog_is_a_list_of_names_or_of_objects(bicc, fusion):
    names = bicc.meta("datastores")
    fusion.set_bicc(catalog="objects")
    assert INVOICES in names
    assert [entry["dataStoreKey"] for entry in bicc.meta("datastores")] == names


def test_a_data_store_describes_its_columns(bicc):
    columns = {column["name"]: column for column in bicc.meta(f"datastores/{INVOICES}")["columns"]}
    assert columns["ApInvoicesInvoiceId"]["isPrimaryKey"]
    assert columns["ApInvoicesLastUpdateDate"]["isLastUpdateDate"]
    assert columns["projectCode_"]["dataType"] == "VARCHAR"
    assert bicc.get("/biacm/rest/meta/datastores/Nothing").status_code == 404


def test_the_first_extract_is_full_and_equals_the_resource(bicc, fusion):
    rows = bicc.extract(bicc.job("first", INVOICES), INVOICES)
    expected = {row["InvoiceId"]: row for row in fusion.truth("invoices")}
    assert {int(row["ApInvoicesInvoiceId"]) for row in rows} == expected.keys()
    for row in rows:
        record = expected[int(row["ApInvoicesInvoiceId"])]
        [flexfield] = record["invoiceDff"]
        assert row["ApInvoicesInvoiceNumber"] == record["InvoiceNumber"]
        assert row["ApInvoicesInvoiceAmount"] == str(record["InvoiceAmount"])
        assert row["ApInvoicesDescription"] == (record["Description"] or "")
        assert row["ApInvoicesCanceledFlag"] == "N"
        assert row["projectCode_"] == (flexfield["projectCode"] or "")
        at = datetime.fromisoformat(row["ApInvoicesLastUpdateDate"]).replace(tzinfo=UTC)
        assert at == datetime.fromisoformat(record["LastUpdateDate"])


def test_rows_below_a_resource_have_the_keys_above_them(bicc, fusion):
    rows = bicc.extract(bicc.job("lines", LINES), LINES)
    expected = {
        (str(batch["JeBatchId"]), header["@key"], str(line["JeLineNumber"])): line[
            "AccountCombination"
        ]
        for batch in fusion.truth("journalBatches")
        for header in batch["journalHeaders"]
        for line in header["journalLines"]
    }
    found = {
        tuple(row[f"GlJeLines{name}"] for name in ("JeBatchId", "JeHeaderId", "JeLineNumber")): row
        for row in rows
    }
    assert {key: row["GlJeLinesAccountCombination"] for key, row in found.items()} == expected


def test_a_job_remembers_its_last_extract_date_less_the_prune_time(bicc, fusion, sandbox):
    fusion.set_bicc(prune_minutes=10)
    job = bicc.job("incremental", INVOICES)
    sandbox.advance(3600)
    bicc.extract(job, INVOICES)
    assert bicc.extract(job, INVOICES) == []
    record = fusion.truth("invoices")[0]
    fusion.mutate("change", resource="invoices", key=record["@key"], values={"Description": "x"})
    sandbox.advance(300)
    [row] = bicc.extract(job, INVOICES)
    [again] = bicc.extract(bicc.job("incremental", INVOICES), INVOICES)
    assert row == again
    assert row["ApInvoicesDescription"] == "x"
    assert len(bicc.extract(bicc.job("another", INVOICES), INVOICES)) > 1


def test_the_first_extract_begins_with_the_initial_extract_date(bicc, fusion):
    rows = bicc.extract(bicc.job("late", INVOICES, initial="2026-01-01T00:00:00.000"), INVOICES)
    created = [record["CreationDate"] for record in fusion.truth("invoices")]
    assert len(rows) == sum(text >= "2026" for text in created) < len(created)


def test_active_keys_do_not_have_rows_that_vanished(bicc, fusion):
    job = bicc.job("keys", INVOICES)
    gone = next(r for r in fusion.truth("invoices") if r["AccountingStatus"] == "Unaccounted")
    fusion.mutate("delete", resource="invoices", key=gone["@key"])
    rows = bicc.extract(job, INVOICES, "PRIMARY_KEY_EXTRACT")
    ids = {row["InvoiceId"] for row in fusion.truth("invoices")}
    assert {int(row["ApInvoicesInvoiceId"]) for row in rows} == ids
    assert set(rows[0]) == {"ApInvoicesInvoiceId"}
    assert [title.rpartition(".")[2] for _, title in bicc.files(INVOICES)] == ["pecsv"]


def test_both_kinds_of_extract_run_at_once_and_files_are_split(bicc, fusion):
    fusion.set_bicc(file_rows=3)
    count = len(fusion.truth("invoices"))
    bicc.extract(bicc.job("both", INVOICES), INVOICES, "VO_AND_PK_EXTRACT")
    titles = [title.rpartition(".")[2] for _, title in bicc.files(INVOICES)]
    assert titles.count("csv") == titles.count("pecsv") == count // 3 + 1


def test_balances_agree_with_the_journal_lines(bicc, fusion):
    fusion.mutate("random", steps=40, seed=3)
    rows = bicc.extract(bicc.job("balances", BALANCES), BALANCES)
    net = sum(float(row["BalancePeriodNetDr"]) - float(row["BalancePeriodNetCr"]) for row in rows)
    debits = sum(
        (line["AccountedDr"] or 0) for batch in fusion.truth("journalBatches")
        if batch["Status"] == "P"
        for header in batch["journalHeaders"] for line in header["journalLines"]
    )  # fmt: skip
    found = sum(float(row["BalancePeriodNetDr"]) for row in rows)
    assert round(net, 2) == 0
    assert round(found, 2) == float(debits)


def test_segment_labels_lead_to_the_columns_of_combinations(bicc):
    def read(store):
        return bicc.extract(bicc.job(store, store), store)

    charts = {row["StructureId"]: row["StructureInstanceNumber"]
              for row in read(f"{FLEX}KeyFlexStructureInstancesBPVO")}  # fmt: skip
    columns = {(row["StructureId"], row["SegmentCode"]): row["ColumnName"]
               for row in read(f"{FLEX}KeyFlexSegmentsBPVO")}  # fmt: skip
    natural = {
        charts[row["StructureId"]]: columns[row["StructureId"], row["SegmentCode"]]
        for row in read(f"{FLEX}KeyFlexLabeledSegmentsPVO")
        if row["SegmentLabelCode"] == "GL_ACCOUNT"
    }
    assert natural == {"5237": "SEGMENT3", "5238": "SEGMENT1"}
    for row in read(COMBINATIONS):
        place = natural[row["CodeCombinationChartOfAccountsId"]].removeprefix("SEGMENT")
        assert len(row[f"CodeCombinationSegment{place}"]) == 4


def test_a_run_takes_its_time_and_may_fail(bicc, fusion):
    fusion.set_bicc(polls=2)
    job = bicc.job("slow", INVOICES)
    request = bicc.submit(job, INVOICES)
    assert [bicc.state(request) for _ in range(4)] == ["RUNNING", "RUNNING", *["SUCCEEDED"] * 2]
    fusion.set_bicc(polls=0, state="ERROR")
    assert bicc.state(bicc.submit(job, INVOICES)) == "ERROR"
    fusion.set_bicc(state="SUCCEEDED")
    assert bicc.state(bicc.submit("1", INVOICES)) == "ERROR"
    assert bicc.state(bicc.submit(job, LINES)) == "ERROR"
    assert len(bicc.files(INVOICES)) == 1


def test_a_user_without_the_role_is_sent_to_the_sign_in_page(bicc, fusion):
    fusion.set_user(bicc=False)
    response = bicc.get("/biacm/rest/meta/datastores")
    assert response.status_code == 302
    assert "/signin" in response.headers["Location"]
    fusion.set_user(bicc=True)
    bicc.auth = (bicc.auth[0], "wrong")
    assert bicc.get("/biacm/rest/meta/datastores").status_code == 401
    bicc.auth = None
    assert bicc.get("/biacm/rest/meta/datastores").status_code == 302


@pytest.mark.parametrize(
    "body", ["{}", '{"name": "x", "dataStores": [{"dataStoreMeta": {"dataStoreKey": "No"}}]}']
)
def test_a_job_that_is_not_valid_is_refused(bicc, body):
    response = requests.put(
        f"{bicc.url}/biacm/rest/meta/jobs", data=body, auth=bicc.auth, timeout=900
    )
    assert (response.status_code, response.json()["status"]) == (400, "FAILED")


def test_errors_of_soap_services(bicc):
    response = bicc.soap("/bi/ess/esswebservice", "<sch:cancelRequest/>")
    assert response.status_code == 500
    assert "faultstring" in response.text
    assert bicc.soap("/bi/ess/esswebservice", "<unclosed>").status_code == 500
    response = bicc.content("GET_FILE", dID=1)
    assert response.status_code == 200
    assert '"StatusCode">-1<' in response.text


def test_columns_can_have_other_names(bicc, fusion):
    fusion.set_bicc(renamed={"ApInvoicesInvoiceAmount": "ApInvoicesAmount"})
    rows = bicc.extract(bicc.job("renamed", INVOICES), INVOICES)
    amounts = {str(row["InvoiceAmount"]) for row in fusion.truth("invoices")}
    assert {row["ApInvoicesAmount"] for row in rows} == amounts
    assert "ApInvoicesInvoiceAmount" not in rows[0]
