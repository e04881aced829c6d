import json
from datetime import UTC, datetime

import pytest
from erp_sandbox.core.application import Application
from erp_sandbox.core.client import Control
from erp_sandbox.core.clock import Clock
from erp_sandbox.core.launch import Launch, Mutation
from erp_sandbox.core.state import StateError, StoredHistory
from erp_sandbox.netsuite.vendor import NetSuiteVendor

pytestmark = pytest.mark.usefixtures("toy")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "toy.jsonl"


@pytest.fixture
def resume(tmp_path):
    """Starts the toy vendor with the folder; the run before ends."""
    launches = []

    def resume(**options):
        if launches:
            launches[-1].close()
        launches.append(Launch({"toy": options}, state_dir=tmp_path))
        return launches[-1], launches[-1].applications["toy"].vendor

    yield resume
    for launch in launches:
        launch.close()


def test_a_new_folder_holds_no_data_set(tmp_path):
    history = StoredHistory(Clock(), tmp_path / "new", "toy")

    assert history.options is None
    assert not history.resumed
    history.close()


def test_a_resumed_data_set_was_made_at_the_same_time_with_the_same_options(resume):
    _, first = resume(documents=5)
    _, second = resume()

    assert second.entries == first.entries
    assert len(second.entries) == 5


def test_mutations_are_replayed_at_their_timestamps(resume):
    launch, toy = resume()
    toy.mutate("create", {"name": "late"})
    launch.clock.advance(3600)
    toy.mutate("delete", {"id": 1})
    toy.mutate("create", {})

    _, again = resume()

    assert again.entries == toy.entries
    assert again.history.length == 3


def test_one_change_has_one_timestamp_in_all_runs(resume):
    launch, toy = resume()
    with toy.history.change("create", {"name": "slow"}) as touched:
        launch.clock.advance(5)
        toy.entries.append(["slow", launch.clock.now().isoformat()])
        touched["id"] = len(toy.entries)

    _, again = resume()

    assert again.entries == toy.entries


def test_time_resumes_from_where_it_was(resume):
    launch, toy = resume()
    launch.clock.advance(86_400)
    toy.mutate("create", {})

    resumed, _ = resume()

    assert resumed.clock.now() >= launch.clock.now()


def test_an_advance_is_kept_without_a_mutation(resume):
    launch, toy = resume()
    launch.clock.advance(7200)
    toy.history.record_clock()

    resumed, _ = resume()

    assert resumed.clock.offset.total_seconds() == 7200


def test_an_incomplete_line_of_a_killed_run_is_dropped(resume, file):
    launch, toy = resume()
    toy.mutate("create", {})
    launch.close()
    with file.open("a", encoding="utf-8") as written:
        written.write('{"at": "2026-01-')

    _, again = resume()
    again.mutate("create", {})
    _, last = resume()

    assert last.history.length == 2


def test_a_data_set_that_the_generator_no_longer_makes_is_rejected(resume, monkeypatch):
    _, toy = resume()
    monkeypatch.setattr(type(toy), "census", lambda _: [{"name": "entries", "rows": 601}])

    with pytest.raises(StateError, match="another version of the sandbox"):
        resume()


def test_a_history_with_another_outcome_is_rejected(resume, file):
    _, toy = resume()
    toy.mutate("create", {})
    file.write_text(file.read_text().replace('{"id": 4}', '{"id": 77}'))

    with pytest.raises(StateError, match="Remove the folder"):
        resume()


def test_two_runs_cannot_share_a_folder(resume, tmp_path):
    resume()

    with pytest.raises(StateError, match="another sandbox uses it"):
        Launch({"toy": {}}, state_dir=tmp_path)


@pytest.mark.parametrize("line", ["nonsense\n", '{"at": "today"}\n', "[]\n"])
def test_a_file_that_is_not_a_history_is_rejected(tmp_path, file, line):
    file.write_text(line, encoding="utf-8")

    with pytest.raises(StateError, match="Remove it to start again"):
        Launch({"toy": {}}, state_dir=tmp_path)


def test_stored_options_cannot_be_changed_and_the_others_can(resume):
    resume(documents=5, tenants=("a", "b"), color="blue")

    with pytest.raises(StateError, match="made with other values of documents"):
        resume(documents=6)
    _, toy = resume(tenants=("a", "b"), color="red")

    assert toy.chosen == {"documents": 5, "tenants": ("a", "b"), "color": "red", "fast": True}


def test_random_mutations_differ_from_run_to_run(tmp_path):
    for _ in range(2):
        with Launch(
            {"toy": {}}, state_dir=tmp_path, mutations=[Mutation("toy", "random")]
        ) as launch:
            entries = launch.applications["toy"].vendor.entries

    assert [name for name, _ in entries[3:]] == ["1-0", "2-0"]


def test_mutations_of_resumed_data_sets_wait_for_the_second_run(tmp_path):
    mutations = [Mutation("toy", "create", when_resumed=True)]
    sizes = []
    for _ in range(3):
        with Launch({"toy": {}}, state_dir=tmp_path, mutations=mutations) as launch:
            sizes.append(len(launch.applications["toy"].vendor.entries))

    assert sizes == [3, 4, 5]


def test_a_file_is_readable_by_its_owner_only(resume, file):
    resume()

    assert file.stat().st_mode & 0o077 == 0


@pytest.fixture
def account(company, tmp_path, switchboard):
    """NetSuite's tiny account with a history."""
    clock = Clock()
    history = StoredHistory(clock, tmp_path, "netsuite")
    vendor = NetSuiteVendor(company, history)
    history.restore(vendor, {"seed": 7}, history.started())
    switchboard.application = Application(vendor, clock, on_clock=history.record_clock)
    yield Control(switchboard.url), vendor
    history.close()


def test_netsuites_file_holds_no_secret(account, tmp_path):
    control, vendor = account
    settings = [vendor.service.settings(control.url, auth) for auth in ("m2m", "tba")]

    text = (tmp_path / "netsuite.jsonl").read_text(encoding="utf-8")
    for name in ("private_key", "client_id", "certificate_id"):
        assert settings[0][name] not in text
    for name in ("consumer_secret", "token_secret"):
        assert settings[1][name] not in text


def test_what_is_done_over_http_is_recorded(account, tmp_path):
    control, _ = account
    control.call("POST", "clock", {"advance": 60})
    control.call("POST", "netsuite/mutate", {"action": "rename", "id": 5, "name": "Initrode"})

    lines = (tmp_path / "netsuite.jsonl").read_text(encoding="utf-8").splitlines()
    _, moved, renamed = (json.loads(line) for line in lines)
    assert moved == {"advanced": 60}
    assert renamed["arguments"] == {"id": 5, "name": "Initrode"}
    assert renamed["touched"] == {"vendor": [5]}
    assert datetime.fromisoformat(renamed["at"]) > datetime.now(UTC).replace(microsecond=0)


def test_a_rejected_mutation_is_not_recorded(account, tmp_path):
    control, _ = account
    with pytest.raises(Exception, match="There is no vendor"):
        control.call("POST", "netsuite/mutate", {"action": "rename", "id": 99, "name": "x"})

    text = (tmp_path / "netsuite.jsonl").read_text(encoding="utf-8")
    assert len(text.splitlines()) == 1


def test_a_clock_far_ahead_is_not_put_back(resume):
    launch, toy = resume()
    with launch.clock.held_at(datetime(2100, 1, 1, tzinfo=UTC)):
        toy.mutate("create", {})

    resumed, _ = resume()

    assert resumed.clock.now() >= datetime(2100, 1, 1, tzinfo=UTC)
