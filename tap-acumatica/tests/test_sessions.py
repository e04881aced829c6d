"""Seats: one session of the license a run, always signed out, and waited for if none is free."""

from __future__ import annotations

import signal
import threading
from functools import partial

import pytest
import requests
from singer_erp.acumatica.sessions import SeatUse
from singer_erp.errors import AuthenticationError, StreamError, VendorError
from singer_erp.testing import kill_at_request, run_tap
from tap_acumatica.tap import TapAcumatica

METHODS = ("oauth_password", "oauth_code", "cookie")
STREAMS = ["vendors", "accounts"]
EMPTY = {"streams": []}


def _sessions(sandbox):
    return sandbox.acumatica.sessions()


@pytest.mark.parametrize("method", METHODS)
def test_a_run_takes_one_seat_and_leaves_none_taken(sandbox, run, method):
    sandbox.acumatica.set_limits(api_users=1)

    output = run(streams=STREAMS, **sandbox.acumatica.config(auth=method))

    assert len(output.records("vendors")) == len(sandbox.acumatica.truth("Vendor"))
    assert _sessions(sandbox)["open"] == 0
    assert _sessions(sandbox)["peak"] == 1


def test_the_response_to_a_sign_in_tells_the_time(sandbox, run):
    run(streams=["vendors"], max_concurrency=2, **sandbox.acumatica.config(auth="cookie"))

    first, second = [entry["path"] for entry in sandbox.journal()][:2]
    assert first.endswith("/auth/login")
    assert "/Vendor?" in second


@pytest.mark.parametrize("method", METHODS)
def test_a_session_that_nothing_used_is_signed_out(sandbox, config, method):
    site = TapAcumatica(config=config | sandbox.acumatica.config(auth=method), catalog=EMPTY).site
    use = SeatUse(site._seats, None)

    use.open()
    use.release()
    site.close()

    assert _sessions(sandbox)["open"] == 0


@pytest.mark.parametrize("method", ["oauth_password", "cookie"])
def test_discovery_leaves_no_seat_taken(sandbox, config, method):
    TapAcumatica(config=config | sandbox.acumatica.config(auth=method)).catalog_dict  # noqa: B018

    assert _sessions(sandbox) == _sessions(sandbox) | {"open": 0, "peak": 1}


@pytest.mark.parametrize("method", ["oauth_password", "cookie"])
def test_several_sessions_read_in_parallel_and_all_are_signed_out(sandbox, run, method):
    sandbox.acumatica.set_limits(api_users=4, latency=0.05)
    settings = sandbox.acumatica.config(auth=method)

    run(streams=["bills", "bill_lines"], page_size=2, max_concurrency=3, **settings)

    assert _sessions(sandbox)["open"] == 0
    assert _sessions(sandbox)["peak"] == 3


def test_a_run_does_with_fewer_seats_than_it_may_take(sandbox, run, waits, caplog):
    sandbox.acumatica.set_limits(api_users=2, latency=0.05)

    output = run(streams=["bills", "bill_lines"], page_size=2, max_concurrency=4)

    assert len(output.records("bills")) == len(sandbox.acumatica.truth("Bill"))
    assert _sessions(sandbox)["open"] == 0
    assert waits == []
    assert "the run continues with" in caplog.text


@pytest.mark.parametrize("method", ["oauth_password", "cookie"])
@pytest.mark.parametrize("shape", ["text", "json"])
def test_a_seat_that_is_taken_is_waited_for(sandbox, config, waits, caplog, method, shape):
    site = sandbox.acumatica
    site.set_limits(api_users=1, over_limit=shape)
    _sign_in(site.config(auth="cookie"))

    def sleep(seconds):
        waits.append(seconds)
        sandbox.advance(seconds)

    tap = TapAcumatica(config=config | site.config(auth=method), sleep=sleep)

    assert "vendors" in tap.streams
    # Another session ends ten minutes after its last request.
    assert set(waits) == {30}
    assert sum(waits) == 600
    assert "All API sessions of the license or of the user are taken" in caplog.text
    assert "`session_wait_seconds`" in caplog.text


def test_a_seat_that_a_token_does_not_get_is_waited_for(sandbox, run, waits):
    """The third shape: a redirect of a data request to the site's error page."""
    site = sandbox.acumatica
    site.set_limits(api_users=1)
    _sign_in(site.config(auth="cookie"))

    with pytest.raises(AuthenticationError, match="session_wait_seconds"):
        run(streams=STREAMS, session_wait_seconds=60, **site.config(auth="oauth_code"))

    assert waits == [30, 30]


@pytest.mark.parametrize("method", ["oauth_password", "cookie"])
def test_a_wrong_password_is_sent_once(sandbox, run, method):
    settings = sandbox.acumatica.config(auth=method) | {"password": "synthetic-wrong"}
    sandbox.clear_journal()

    with pytest.raises(AuthenticationError) as raised:
        run(streams=STREAMS, **settings)

    sent = [entry for entry in sandbox.journal() if entry["method"] == "POST"]
    assert len(sent) == 1
    assert "`password`" in str(raised.value)
    assert "synthetic-wrong" not in str(raised.value)


def test_the_password_of_a_locked_user_is_sent_once(sandbox, run):
    body = '{"message": "An error has occurred.", "exceptionMessage": "You are locked out."}'
    sandbox.fault("status", path="auth/login", status=500, text=body, times=None)
    sandbox.clear_journal()

    with pytest.raises(AuthenticationError, match="users get locked"):
        run(streams=STREAMS, **sandbox.acumatica.config(auth="cookie"))

    assert len([entry for entry in sandbox.journal() if entry["method"] == "POST"]) == 1


def test_an_ended_session_is_opened_again(sandbox, run, config):
    def end(seconds):
        raise AssertionError(seconds)

    tap = TapAcumatica(config=config | sandbox.acumatica.config(auth="cookie"), sleep=end)
    tap.site.get("Account", lambda response: response)
    sandbox.acumatica.end_sessions()

    found = tap.site.get("Account", lambda response: response.json()).body

    assert found
    tap.close()
    assert _sessions(sandbox)["open"] == 0


def test_a_token_that_is_renewed_takes_no_second_seat(sandbox, config):
    sandbox.acumatica.set_limits(api_users=1)
    tap = TapAcumatica(config=config, sleep=lambda _: None)
    tap.site.get("Account", lambda response: response)
    [seat] = tap.site._seats._seats
    seat._login._source._renew_at = 0

    tap.site.get("Account", lambda response: response)

    assert _sessions(sandbox) == _sessions(sandbox) | {"open": 1, "refused": 0}
    tap.close()
    assert _sessions(sandbox)["open"] == 0


def test_a_fault_ends_the_run_and_the_session(sandbox, run):
    sandbox.fault("status", path="/Vendor?", status=400)

    with pytest.raises(VendorError):
        run(streams=STREAMS)

    assert _sessions(sandbox)["open"] == 0


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("sessions", [1, 2])
def test_a_session_whose_first_response_is_an_error_is_signed_out(sandbox, run, method, sessions):
    sandbox.acumatica.set_limits(api_users=10, no_rights=["Account", "Vendor"])

    with pytest.raises(StreamError):
        run(streams=STREAMS, max_concurrency=sessions, **sandbox.acumatica.config(auth=method))

    found = _sessions(sandbox)
    assert found["open"] == 0
    assert found["peak"] <= sessions


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("sessions", [1, 2])
def test_a_response_that_cannot_be_read_is_requested_again_in_a_session(
    sandbox, run, method, sessions
):
    sandbox.acumatica.set_limits(api_users=10)
    sandbox.fault("status", path="/Vendor?", status=200, text="<html>", times=2)

    output = run(
        streams=["vendors"], max_concurrency=sessions, **sandbox.acumatica.config(auth=method)
    )

    assert len(output.records("vendors")) == len(sandbox.acumatica.truth("Vendor"))
    found = _sessions(sandbox)
    assert found["open"] == 0
    assert found["peak"] <= sessions


@pytest.mark.parametrize("method", METHODS)
def test_a_request_that_is_no_longer_needed_opens_no_session(sandbox, config, catalog, method):
    """A page fails for good while another one waits for its next try."""
    first, later = (rf"/Bill\?%24filter=LastModifiedDateTime\+{name}" for name in ("lt", "ge"))
    sandbox.fault("status", path=f"{first}(?!.*top)", status=400, delay=1, times=None)
    sandbox.fault("status", path=later, status=503, times=1)
    sandbox.acumatica.set_limits(api_users=10)
    settings = config | sandbox.acumatica.config(auth=method)
    waiting, ended = threading.Event(), threading.Event()

    def sleep(_):
        waiting.set()
        ended.wait(60)

    def run():
        tap = partial(TapAcumatica, sleep=sleep)
        options = {"page_size": 2, "max_concurrency": 3}
        run_tap(tap, settings | options, catalog=catalog, streams=["bills", "bill_lines"])

    with pytest.raises(VendorError):
        run()
    assert waiting.is_set()
    ended.set()
    for thread in threading.enumerate():
        if thread.name.startswith("ThreadPoolExecutor"):
            thread.join(60)

    assert _sessions(sandbox)["open"] == 0


@pytest.mark.parametrize("method", METHODS)
def test_a_stream_that_was_started_early_opens_no_session_after_the_run(
    sandbox, config, catalog, method
):
    """The stream before it fails for good while its first request waits for the next try."""
    sandbox.fault("status", path=r"/Account\?", status=301, delay=1)
    sandbox.fault("status", path=r"/Vendor\?", status=503, times=1)
    sandbox.acumatica.set_limits(api_users=10)
    settings = config | sandbox.acumatica.config(auth=method)
    waiting, ended = threading.Event(), threading.Event()

    def sleep(_):
        waiting.set()
        ended.wait(60)

    with pytest.raises(VendorError):
        run_tap(
            partial(TapAcumatica, sleep=sleep),
            settings | {"max_concurrency": 2},
            catalog=catalog,
            streams=STREAMS,
        )
    assert waiting.is_set()
    ended.set()
    for thread in threading.enumerate():
        if thread.name.startswith("ThreadPoolExecutor"):
            thread.join(60)

    assert _sessions(sandbox)["open"] == 0


@pytest.mark.parametrize(("sessions", "is_early"), [(1, False), (2, True)])
def test_with_several_sessions_a_stream_starts_before_the_one_before_it_has_ended(
    sandbox, run, sessions, is_early
):
    sandbox.clear_journal()

    run(streams=["bills", "vendors"], page_size=2, max_concurrency=sessions)

    names = [entry["path"].partition("?")[0].rpartition("/")[2] for entry in sandbox.journal()]
    last_bill = max(place for place, name in enumerate(names) if name == "Bill")
    assert (names.index("Vendor") < last_bill) == is_early


@pytest.mark.parametrize(
    ("method", "moment", "sessions"),
    [("oauth_password", "request", 2), ("oauth_code", "page", 1), ("cookie", "page", 1)],
)
def test_sigterm_signs_out(sandbox, start, method, moment, sessions):
    """Before the first response of a session, and after it."""
    sandbox.acumatica.set_limits(latency=0.5)
    process = start(**sandbox.acumatica.config(auth=method), max_concurrency=sessions)
    process.stdout.readline()  # the schema, before the first request
    if moment == "page":
        process.stdout.readline()

    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=900)

    assert process.returncode == 128 + signal.SIGTERM
    assert _sessions(sandbox)["open"] == 0


@pytest.mark.histories(2)
def test_seats_of_killed_runs_are_waited_for(sandbox, config, boundary, start, waits, seed):
    """A killed run cannot sign out: the next one has its seat when its session has ended."""
    sandbox.acumatica.set_limits(api_users=1)
    method = METHODS[seed % len(METHODS)]
    settings = sandbox.acumatica.config(auth=method)
    number, served = boundary(seed // len(METHODS), **settings)

    killed = kill_at_request(sandbox.url, number, lambda url: start(url, **settings), served=served)
    assert killed.exit_code in {-9, 0}  # it may end first, with a request less or the last served
    taken = _sessions(sandbox)["open"]

    def sleep(seconds):
        waits.append(seconds)
        sandbox.advance(seconds)

    tap = TapAcumatica(config=config | settings | {"session_wait_seconds": 3700}, sleep=sleep)
    assert tap.site.get("Vendor", lambda response: response.json()).body
    tap.close()
    assert _sessions(sandbox)["open"] == 0
    # A refresh token has one session, whoever uses it.
    assert bool(waits) == (taken == 1 and method != "oauth_code")


def _sign_in(settings):
    form = {"name": settings["username"], "password": settings["password"]}
    url = f"{settings['api_url']}/entity/auth/login"
    requests.post(url, json=form, timeout=900).raise_for_status()
