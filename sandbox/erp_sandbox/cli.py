"""The `erp-sandbox` command."""

from __future__ import annotations

import json
import os
import shlex
import sys
from contextlib import ExitStack
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from erp_sandbox.core import options
from erp_sandbox.core.launch import Launch
from erp_sandbox.core.running import run_command, with_direct_loopback
from erp_sandbox.core.server import Server, Tls
from erp_sandbox.core.state import StateError

if TYPE_CHECKING:
    from collections.abc import Callable

_INTERRUPTED = 130


def _with_servers(body: Callable[..., None]) -> Callable[..., None]:
    """Add the common options; call a command's body with servers that are not started yet."""

    @wraps(body)
    def run(vendors: tuple[str, ...], port: int = 0, **given: Any) -> None:
        tls = _tls(given)
        with ExitStack() as stack:
            try:
                launch = stack.enter_context(_launch(vendors, given))
            except (StateError, ValueError) as error:
                raise click.ClickException(str(error)) from error
            servers: list[Server] = []
            environment: dict[str, str] = {}
            for application in launch.applications.values():
                server = _server(application.asgi, 0 if servers else port, tls)
                stack.callback(server.stop)
                servers.append(server)
                control, settings = application.vendor.control, application.vendor.settings
                environment |= control.variables(server.url, settings(server.url))
            own = {name: given[name] for name in ("command", "output") if name in given}
            body(servers=servers, environment=environment, **own)

    for option in reversed([*options.common_options(), *options.vendor_options()]):
        run = option(run)
    return run


def _launch(vendors: tuple[str, ...], given: dict[str, Any]) -> Launch:
    always = options.mutations(vendors, given["mutations"], when_resumed=False)
    resumed = options.mutations(vendors, given["mutations_when_resumed"], when_resumed=True)
    return Launch(
        options.chosen(vendors, given),
        state_dir=given["state_dir"],
        mutations=[*always, *resumed],
    )


def _server(app: Any, port: int, tls: Tls | None) -> Server:
    try:
        return Server(app, port=port, tls=tls)
    except OSError as error:
        raise click.ClickException(
            f"Port {port} cannot be used: {error.strerror}. Give another --port, or 0."
        ) from error


def _tls(given: dict[str, Any]) -> Tls | None:
    certificate, key = given["tls_cert"], given["tls_key"]
    if (certificate is None) != (key is None):
        raise click.UsageError("--tls-cert and --tls-key belong together; give both or neither.")
    return None if certificate is None else Tls(certificate, key)


def command() -> click.Group:
    """Return the command, with the options of all registered vendors."""

    @click.group(context_settings={"help_option_names": ["-h", "--help"]})
    @click.version_option(package_name="erp-sandbox")
    def group() -> None:
        """Serve the ERP vendors' APIs on localhost, as strict as the vendors."""

    for served in (serve, execute):
        group.add_command(served())
    return group


def serve() -> click.Command:
    """Return the command `serve`."""

    @click.command(name="serve")
    @click.option(
        "--port",
        type=click.IntRange(0, 65535),
        default=0,
        help="Port of the first vendor; 0 takes a free one, as the other vendors do.",
    )
    @click.option(
        "--output",
        type=click.Choice(["shell", "json"]),
        default="shell",
        show_default=True,
        help="How to print the environment to export.",
    )
    @_with_servers
    def run(servers: list[Server], environment: dict[str, str], output: str) -> None:
        """Serve until interrupted; print the environment that the plugins need."""
        first, *others = servers
        for server in others:
            server.start()
        _print(servers, environment, output)
        try:
            first.run()
        except KeyboardInterrupt:
            sys.exit(_INTERRUPTED)

    return run


def execute() -> click.Command:
    """Return the command `exec`."""

    @click.command(name="exec", context_settings={"allow_interspersed_args": False})
    @click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
    @_with_servers
    def run(servers: list[Server], environment: dict[str, str], command: tuple[str, ...]) -> None:
        """Run COMMAND next to the sandbox, with the plugins' settings in its environment.

        Exits with the command's exit code, or 128 + n when signal n ended it.
        """
        for server in servers:
            server.start()
        sys.exit(run_command(command, with_direct_loopback({**os.environ, **environment})))

    return run


def _print(servers: list[Server], environment: dict[str, str], output: str) -> None:
    if output == "json":
        click.echo(json.dumps({"url": servers[0].url, "environment": environment}))
    else:
        for name, value in environment.items():
            click.echo(f"export {name}={shlex.quote(value)}")
        urls = ", ".join(server.url for server in servers)
        click.echo(f"Serving on {urls}; stop with Ctrl-C.", err=True)
    sys.stdout.flush()


def main() -> None:
    """Run `erp-sandbox`."""
    command()()


if __name__ == "__main__":
    main()
