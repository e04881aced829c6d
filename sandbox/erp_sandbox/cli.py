"""The `erp-sandbox` command."""

from __future__ import annotations

import json
import os
import shlex
import sys
from contextlib import ExitStack, closing, contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from erp_sandbox.client import Control, QuickBooksControl
from erp_sandbox.launch import DEFAULTS, Options, launch
from erp_sandbox.netsuite.catalog import Preferences
from erp_sandbox.netsuite.suiteql.dates import DATE_FORMATS
from erp_sandbox.quickbooks.application import QuickBooksApplication
from erp_sandbox.running import run_command, with_direct_loopback
from erp_sandbox.salesforce.application import SalesforceApplication
from erp_sandbox.server import Server, Tls
from erp_sandbox.state import StateError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from erp_sandbox.clock import Clock

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_INTERRUPTED = 130


def _mutations(
    _: click.Context, __: click.Parameter, values: tuple[str, ...]
) -> list[tuple[str, dict[str, Any]]]:
    """Reads `action`, `random:20` (steps), or `action:name=value,name=value` (JSON values)."""
    return [_mutation(value) for value in values]


def _mutation(value: str) -> tuple[str, dict[str, Any]]:
    action, _, text = value.partition(":")
    if text.isdecimal():
        return action, {"steps": int(text)}
    arguments: dict[str, Any] = {}
    for part in filter(None, text.split(",")):
        name, separator, content = part.partition("=")
        if not separator:
            raise click.BadParameter(f"{part!r} in {value!r} is not name=value.")
        try:
            arguments[name] = json.loads(content)
        except ValueError:
            arguments[name] = content
    return action, arguments


def _company_help(name: str, text: str) -> str:
    return f"{text}  [default: {DEFAULTS[name]}, or what the state folder holds]"


_OPTIONS = (
    click.option("--account-id", help=_company_help("account_id", "Canonical account id.")),
    click.option(
        "--documents",
        type=click.IntRange(min=1),
        help=_company_help("documents", "Business documents to generate."),
    ),
    click.option("--seed", type=int, help=_company_help("seed", "Same seed, same company.")),
    click.option("--one-world/--no-one-world", default=None, help="Several subsidiaries."),
    click.option("--multi-currency/--no-multi-currency", default=None, help="Foreign currencies."),
    click.option("--multi-book/--no-multi-book", default=None, help="A second accounting book."),
    click.option(
        "--date-format",
        type=click.Choice(list(DATE_FORMATS)),
        default="M/D/YYYY",
        show_default=True,
        help="The integration user's date format.",
    ),
    click.option(
        "--time-zone",
        default="America/Los_Angeles",
        show_default=True,
        help="The integration user's time zone (IANA name).",
    ),
    click.option(
        "--concurrency",
        type=click.IntRange(min=1),
        default=5,
        show_default=True,
        help="Requests the account answers at once.",
    ),
    click.option(
        "--latency",
        type=click.FloatRange(min=0),
        default=0.0,
        show_default=True,
        help="Seconds every request takes at least.",
    ),
    click.option(
        "--state-dir",
        type=click.Path(file_okay=False, path_type=Path),
        help="Keep the company here; the next run with this folder goes on with it.",
    ),
    click.option(
        "--mutate",
        "mutations",
        callback=_mutations,
        multiple=True,
        help="Change the books before the first request, such as random:20.",
    ),
    click.option(
        "--mutate-resumed",
        "mutations_when_resumed",
        callback=_mutations,
        multiple=True,
        help="The same, only when --state-dir already holds a company.",
    ),
    click.option(
        "--vendor",
        "vendors",
        type=click.Choice(["salesforce", "quickbooks"]),
        multiple=True,
        help="Serve this vendor too, on a port of its own.",
    ),
    click.option("--tls-cert", type=_FILE, help="PEM certificate: serve HTTPS."),
    click.option("--tls-key", type=_FILE, help="PEM private key of --tls-cert."),
    click.option(
        "--auth",
        type=click.Choice(["m2m", "tba"]),
        default="m2m",
        show_default=True,
        help="Credentials to hand out: OAuth 2.0 (JWT) or token-based (OAuth 1.0a).",
    ),
)


def _with_server(command: Callable[..., None]) -> Callable[..., None]:
    """Adds the common options and hands the command a server that is not started yet."""

    @wraps(command)
    def run(auth: str, vendors: tuple[str, ...], port: int = 0, **given: Any) -> None:
        tls = _tls(given)
        try:
            application = launch(_options(given))
        except (StateError, ValueError) as error:
            raise click.ClickException(str(error)) from error
        with closing(application), ExitStack() as others:
            try:
                server = Server(application.asgi, port=port, tls=tls)
            except OSError as error:
                raise click.ClickException(
                    f"Port {port} cannot be used: {error.strerror}. Give another --port, or 0."
                ) from error
            settings = application.netsuite.settings(server.url, auth)
            environment = {f"TAP_NETSUITE_{name.upper()}": text for name, text in settings.items()}
            environment["ERP_SANDBOX_URL"] = server.url
            if "salesforce" in vendors:
                environment |= others.enter_context(
                    _salesforce(application.clock, given["state_dir"], tls)
                )
            if "quickbooks" in vendors:
                environment |= others.enter_context(_quickbooks(application.clock, tls))
            own = {name: given[name] for name in ("command", "output") if name in given}
            command(server=server, environment=environment, **own)

    for option in reversed(_OPTIONS):
        run = option(run)
    return run


@contextmanager
def _salesforce(clock: Clock, state_dir: Path | None, tls: Tls | None) -> Iterator[dict[str, str]]:
    """A Salesforce org beside the account; yields the environment its plugins need."""
    application = SalesforceApplication(clock, state_dir=state_dir)
    with closing(application), Server(application.asgi, tls=tls) as server:
        settings = application.salesforce.settings(server.url)
        environment = {f"TARGET_SALESFORCE_{name.upper()}": text for name, text in settings.items()}
        yield environment | {"ERP_SANDBOX_SALESFORCE_URL": server.url}


@contextmanager
def _quickbooks(clock: Clock, tls: Tls | None) -> Iterator[dict[str, str]]:
    """A QuickBooks company beside the account; it is not kept between runs."""
    application = QuickBooksApplication(clock)
    with Server(application.asgi, tls=tls) as server:
        yield {
            **QuickBooksControl(Control(server.url)).environment(),
            "ERP_SANDBOX_QUICKBOOKS_URL": server.url,
        }


def _options(given: dict[str, Any]) -> Options:
    return Options(
        company={name: given[name] for name in DEFAULTS},
        preferences=Preferences(given["time_zone"], given["date_format"]),
        concurrency=given["concurrency"],
        latency=given["latency"],
        state_dir=given["state_dir"],
        mutations=given["mutations"],
        mutations_when_resumed=given["mutations_when_resumed"],
    )


def _tls(given: dict[str, Any]) -> Tls | None:
    certificate, key = given["tls_cert"], given["tls_key"]
    if (certificate is None) != (key is None):
        raise click.UsageError("--tls-cert and --tls-key belong together; give both or neither.")
    return None if certificate is None else Tls(certificate, key)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="erp-sandbox")
def main() -> None:
    """The ERP vendors' APIs on localhost, as strict as the vendors."""


@main.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0 takes a free one.")
@click.option(
    "--output",
    type=click.Choice(["shell", "json"]),
    default="shell",
    show_default=True,
    help="How to print the environment to export.",
)
@_with_server
def serve(server: Server, environment: dict[str, str], output: str) -> None:
    """Serve until interrupted; prints the environment the plugins need."""
    if output == "json":
        click.echo(json.dumps({"url": server.url, "environment": environment}))
    else:
        for name, value in environment.items():
            click.echo(f"export {name}={shlex.quote(value)}")
        click.echo(f"Serving on {server.url}; stop with Ctrl-C.", err=True)
    sys.stdout.flush()
    try:
        server.run()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


@main.command(name="exec", context_settings={"allow_interspersed_args": False})
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
@_with_server
def execute(server: Server, environment: dict[str, str], command: tuple[str, ...]) -> None:
    """Run COMMAND beside the sandbox, with the plugins' settings in its environment.

    Exits with the command's exit code, or 128 + n when signal n ended it.
    """
    with server:
        code = run_command(command, with_direct_loopback({**os.environ, **environment}))
    sys.exit(code)


if __name__ == "__main__":
    main()
