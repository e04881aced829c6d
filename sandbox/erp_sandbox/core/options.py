"""The vendors' options as options of the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from erp_sandbox.core.launch import Mutation
from erp_sandbox.core.registry import VENDORS, vendor_type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from erp_sandbox.core.vendor import Option

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_SHARED = {
    "documents": click.option(
        "--documents", type=click.IntRange(min=1), help="Documents to generate, for every vendor."
    ),
    "seed": click.option("--seed", type=int, help="Seed of every vendor's data set."),
    "latency": click.option(
        "--latency",
        type=click.FloatRange(min=0),
        help="Seconds that each request takes at least, for every vendor.",
    ),
}
"""Options that apply to every vendor that has them, unless the vendor's own is given."""


def common_options() -> list[Any]:
    """Return the options that are not of one vendor."""
    return [
        click.option(
            "--vendor",
            "vendors",
            type=click.Choice(list(VENDORS)),
            multiple=True,
            default=tuple(VENDORS),
            callback=lambda _context, _parameter, names: tuple(dict.fromkeys(names)),
            help="Serve this vendor; may be repeated.  [default: all]",
        ),
        *_SHARED.values(),
        click.option(
            "--state-dir",
            type=click.Path(file_okay=False, path_type=Path),
            help="Keep the data sets here; the next run with this folder resumes with them.",
        ),
        click.option(
            "--mutate",
            "mutations",
            multiple=True,
            metavar="VENDOR.ACTION",
            help="Change a data set before the first request, such as netsuite.random:20.",
        ),
        click.option(
            "--mutate-resumed",
            "mutations_when_resumed",
            multiple=True,
            metavar="VENDOR.ACTION",
            help="The same, but only if --state-dir already holds the data set.",
        ),
        click.option("--tls-cert", type=_FILE, help="PEM certificate: serve HTTPS."),
        click.option("--tls-key", type=_FILE, help="PEM private key of --tls-cert."),
    ]


def vendor_options() -> list[Any]:
    """Return the options of all vendors, `--VENDOR-NAME`."""
    return [
        _click_option(vendor, option)
        for vendor in VENDORS
        for option in vendor_type(vendor).options
    ]


def chosen(vendors: Sequence[str], given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the options of each vendor that is served.

    Args:
        vendors: The vendors.
        given: Values of the command line; None or empty for those that are not given.
    """
    return {
        vendor: {
            option.name: _first(given[_parameter(vendor, option)], given.get(option.name))
            for option in vendor_type(vendor).options
        }
        for vendor in vendors
    }


def mutations(
    vendors: Sequence[str], texts: Sequence[str], *, when_resumed: bool
) -> list[Mutation]:
    """Return the mutations of `--mutate`.

    Args:
        vendors: The vendors that are served.
        texts: `VENDOR.ACTION`, `VENDOR.random:20` (steps) or `VENDOR.ACTION:name=value,...` with
            JSON values; the vendor may be omitted if only one is served.
        when_resumed: Whether only a data set of an earlier run is changed.

    Raises:
        BadParameter: If a text is malformed or names a vendor that is not served.
    """
    return [_mutation(vendors, text, when_resumed=when_resumed) for text in texts]


def _mutation(vendors: Sequence[str], text: str, *, when_resumed: bool) -> Mutation:
    target, _, arguments = text.partition(":")
    vendor, separator, action = target.rpartition(".")
    if not separator and len(vendors) == 1:
        vendor = vendors[0]
    if vendor not in vendors:
        raise click.BadParameter(
            f"{text!r} is a change of no vendor that is served. Write VENDOR.ACTION; the vendors "
            f"are {', '.join(vendors)}."
        )
    return Mutation(vendor, action, _arguments(text, arguments), when_resumed=when_resumed)


def _arguments(text: str, given: str) -> dict[str, Any]:
    if given.isdecimal():
        return {"steps": int(given)}
    arguments: dict[str, Any] = {}
    for part in filter(None, given.split(",")):
        name, separator, content = part.partition("=")
        if not separator:
            raise click.BadParameter(f"{part!r} in {text!r} is not name=value.")
        try:
            arguments[name] = json.loads(content)
        except ValueError:
            arguments[name] = content
    return arguments


def _first(own: Any, shared: Any) -> Any:
    return shared if own is None or own == () else own


def _parameter(vendor: str, option: Option) -> str:
    return f"{vendor}_{option.name}"


def _click_option(vendor: str, option: Option) -> Any:
    name = _parameter(vendor, option).replace("_", "-")
    default = option.default
    shown = ", ".join(default) if isinstance(default, tuple) else default
    stored = ", or what --state-dir holds" if option.stored else ""
    help_ = f"{option.help}  [default: {shown}{stored}]"
    if isinstance(default, bool):
        off = f"--no-{name}"
        return click.option(f"--{name}/{off}", default=None, help=help_)
    if isinstance(default, tuple):
        return click.option(f"--{name}", multiple=True, help=help_)
    kind: Any = type(default)
    if option.choices:
        kind = click.Choice(option.choices)
    elif option.minimum is not None:
        limited: Any = click.IntRange if kind is int else click.FloatRange
        kind = limited(min=option.minimum)
    return click.option(f"--{name}", type=kind, help=help_)
