import json
from datetime import UTC, datetime

import pytest
from erp_sandbox.application import Application
from erp_sandbox.client import Control
from erp_sandbox.clock import Clock
from erp_sandbox.state import FILE, History, StateError

OPTIONS = {"seed": 7}


class Ledger:
    """Books that stamp what is done to them."""

    def __init__(self, clock):
        self._clock = clock
        self.began = clock.now()
        self.entries = []

    def mutate(self, action, **arguments):
        self.entries.append((self._clock.now(), action, arguments))
        return {"id": len(self.entries)}

    def truth(self, _):
        return [{"name": "transaction", "rows": 600}]


@pytest.fixture
def resume(tmp_path):
    """Restores the ledger from the folder, and closes each history in the end."""
    histories = []

    def resume(build=Ledger):
        if histories:
            histories[-1].close()
        histories.append(History(tmp_path))
        ledger, clock = histories[-1].restore(OPTIONS, build)
        return histories[-1], ledger, clock

    yield resume
    for history in histories:
        history.close()


def _carry_out(history, ledger, clock, action, **arguments):
    history.record(clock.now(), action, arguments, ledger.mutate(action, **arguments))


def test_a_new_folder_holds_no_company(tmp_path):
    history = History(tmp_path / "new")

    assert history.options is None
    history.close()


def test_a_resumed_company_was_made_at_the_same_instant_with_the_same_options(resume):
    _, first, _ = resume()
    history, second, _ = resume()

    assert second.began == first.began
    assert history.options == OPTIONS


def test_mutations_are_replayed_at_their_instants(resume):
    history, ledger, clock = resume()
    _carry_out(history, ledger, clock, "create", record="vendor")
    clock.advance(3600)
    _carry_out(history, ledger, clock, "delete", record="vendor", id=1)

    resumed, again, _ = resume()

    assert again.entries == ledger.entries
    assert resumed.length == 2


def test_time_goes_on_from_where_it_was(resume):
    history, ledger, clock = resume()
    clock.advance(86_400)
    _carry_out(history, ledger, clock, "create")

    _, _, resumed = resume()

    assert resumed.now() >= clock.now().replace(microsecond=0)


def test_an_advance_is_kept_without_a_mutation(resume):
    history, _, clock = resume()
    clock.advance(7200)
    history.record_clock(clock)

    _, _, resumed = resume()

    assert resumed.offset.total_seconds() == 7200


def test_a_line_cut_off_by_a_killed_run_is_dropped(resume, tmp_path):
    history, ledger, clock = resume()
    _carry_out(history, ledger, clock, "create")
    history.close()
    with (tmp_path / FILE).open("a", encoding="utf-8") as file:
        file.write('{"at": "2026-01-')

    resumed, again, clock = resume()
    _carry_out(resumed, again, clock, "create")
    last, _, _ = resume()

    assert last.length == 2


def test_a_company_that_cannot_be_made_again_is_refused(resume):
    class Another(Ledger):
        def truth(self, _):
            return [{"name": "transaction", "rows": 601}]

    resume()

    with pytest.raises(StateError, match="another version of the sandbox"):
        resume(Another)


def test_a_history_that_goes_another_way_is_refused(resume):
    class Another(Ledger):
        def mutate(self, action, **arguments):
            return {"id": 77}

    history, ledger, clock = resume()
    _carry_out(history, ledger, clock, "create")

    with pytest.raises(StateError, match="remove the folder"):
        resume(Another)


def test_two_runs_cannot_share_a_folder(resume, tmp_path):
    resume()

    with pytest.raises(StateError, match="Another sandbox uses"):
        History(tmp_path)


@pytest.mark.parametrize("line", ["nonsense\n", '{"at": "today"}\n', "[]\n"])
def test_a_file_that_is_no_history_is_refused(tmp_path, line):
    (tmp_path / FILE).write_text(line, encoding="utf-8")

    with pytest.raises(StateError, match="remove it to begin anew"):
        History(tmp_path)


def test_the_file_holds_no_secret(sandbox_with_history, tmp_path):
    sandbox, netsuite = sandbox_with_history
    settings = [netsuite.settings(sandbox.url, auth) for auth in ("m2m", "tba")]

    text = (tmp_path / FILE).read_text(encoding="utf-8")
    for name in ("private_key", "client_id", "certificate_id"):
        assert settings[0][name] not in text
    for name in ("consumer_secret", "token_secret"):
        assert settings[1][name] not in text


@pytest.fixture
def sandbox_with_history(company, tmp_path, switchboard):
    history = History(tmp_path)
    _, clock = history.restore(OPTIONS, lambda _: company)
    application = Application(company, clock, history=history)
    switchboard.application = application
    yield Control(switchboard.url), application.netsuite
    history.close()


def test_what_is_done_over_http_is_recorded(sandbox_with_history, tmp_path):
    control, _ = sandbox_with_history
    control.call("POST", "clock", {"advance": 60})
    control.call("POST", "netsuite/mutate", {"action": "rename", "id": 5, "name": "Initrode"})

    lines = (tmp_path / FILE).read_text(encoding="utf-8").splitlines()
    _, moved, renamed = (json.loads(line) for line in lines)
    assert moved == {"advanced": 60}
    assert renamed["arguments"] == {"id": 5, "name": "Initrode"}
    assert renamed["touched"] == {"vendor": [5]}
    assert datetime.fromisoformat(renamed["at"]) > datetime.now(UTC).replace(microsecond=0)


def test_a_refused_mutation_is_not_recorded(sandbox_with_history, tmp_path):
    control, _ = sandbox_with_history
    with pytest.raises(Exception, match="There is no vendor"):
        control.call("POST", "netsuite/mutate", {"action": "rename", "id": 99, "name": "x"})

    assert len((tmp_path / FILE).read_text(encoding="utf-8").splitlines()) == 1


def test_a_clock_far_ahead_is_not_put_back(resume):
    history, ledger, _ = resume()
    history.record(datetime(2100, 1, 1, tzinfo=UTC), "create", {}, ledger.mutate("create"))

    _, _, resumed = resume()

    assert resumed.now() >= datetime(2100, 1, 1, tzinfo=UTC)
    assert isinstance(resumed, Clock)
