"""The private members of the Singer SDK that the product uses: one module holds them, pinned."""

from __future__ import annotations

import ast
import hashlib
import importlib
import inspect
import textwrap
from functools import cache
from importlib.metadata import version
from typing import NamedTuple

import pytest

HOME = "singer_erp.plugin.sdk"

# Definition in the SDK: (signature, digest of its source). When one changes, read what changed in
# the SDK, adapt HOME if needed, and pin what the test prints.
PINS = {
    "singer_sdk.helpers._classproperty.classproperty": (
        "(fget=None, fset=None, fdel=None, doc=None)",
        "8cfb2bb4f86da60e",
    ),
    "singer_sdk.plugin_base.PluginBase._env_var_config": (
        "(cls) -> dict[str, t.Any]",
        "073610c611ee2ead",
    ),
    "singer_sdk.plugin_base.PluginBase._env_var_prefix": (
        "(cls) -> str",
        "c7ff66e59d623572",
    ),
    "singer_sdk.helpers._batch.StorageTarget": (
        "(root: str, prefix: str | None = None, params: dict[str, t.Any] = <factory>) -> None",
        "2fe0907a0422870e",
    ),
    "singer_sdk.plugin_base.PluginBase._get_about_info": (
        "(cls: type[PluginBase]) -> about.AboutInfo",
        "345e411bef8efd36",
    ),
    "singer_sdk.plugin_base.PluginBase._handle_termination": (
        "(self, signum: int, frame: FrameType | None) -> None",
        "81320972ae302f6c",
    ),
    "singer_sdk.plugin_base.PluginBase._validate_config": (
        "(self, *, raise_errors: bool = True) -> list[str]",
        "7e6908639fd15900",
    ),
    "singer_sdk.plugin_base._ConfigInput": (
        "(config: dict[str, t.Any] = <factory>, parse_env: bool = False) -> None",
        "7d366f69a1933180",
    ),
    "singer_sdk.streams.core.Stream._sync_records": (
        (
            "(self, context: types.Context | None = None, *, write_messages: bool = True)"
            " -> t.Generator[dict, t.Any, t.Any]"
        ),
        "4a3cd5eea11d14d2",
    ),
    "singer_sdk.streams.core.Stream._write_schema_message": (
        "(self) -> None",
        "941203ce1b169c11",
    ),
    "singer_sdk.streams.core.Stream._write_state_message": ("(self) -> None", "939aa9b5e2a78721"),
    "singer_sdk.tap_base.Tap._handle_termination": (
        "(self, signum: int, frame: FrameType | None) -> None",
        "420800be9a9bca7b",
    ),
    "singer_sdk.target_base.Target._handle_termination": (
        "(self, signum: int, frame: FrameType | None) -> None",
        "e1f29347dede125d",
    ),
}


class Use(NamedTuple):
    """A use of a private member, and the SDK's definitions of it."""

    place: str
    name: str
    definitions: frozenset[str]


@pytest.fixture(scope="module")
def modules(root) -> dict[str, ast.Module]:
    """The product's modules as syntax trees, by name."""
    packages = (*root.glob("singer-erp/singer_erp"), *root.glob("ta[pr]*-*/ta[pr]*_*"))
    return {
        ".".join(path.relative_to(package.parent).with_suffix("").parts): ast.parse(
            path.read_text()
        )
        for package in packages
        for path in package.rglob("*.py")
        if path.name != "__main__.py"
    }


@pytest.fixture(scope="module")
def uses(modules) -> dict[str, list[Use]]:
    """Uses of private members of the SDK, by module."""
    return {name: [*_imports(name, tree), *_members(name, tree)] for name, tree in modules.items()}


def _imports(module, tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("singer_sdk"):
            for alias in node.names:
                path = f"{node.module}.{alias.name}"
                if "._" in path:
                    yield Use(f"{module}:{node.lineno}", path, frozenset({path}))


def _members(module, tree):
    """Overrides and uses within classes; uses elsewhere, whatever the object."""
    within = set()
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            members = _private_members(getattr(importlib.import_module(module), node.name))
            for line, name, own in _names(node):
                within.add((line, name))
                known = members if own else _all_private_members()
                if name in known:
                    yield Use(f"{module}:{line}", name, frozenset(known[name]))
    for line, name, own in _names(tree):
        known = _all_private_members()
        if not own and (line, name) not in within and name in known:
            yield Use(f"{module}:{line}", name, frozenset(known[name]))


def _names(tree):
    """Yield (line, name, whether it is the class's own) of attributes and class members."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for member in node.body:
                yield from ((member.lineno, name, True) for name in _bound(member))
        elif isinstance(node, ast.Attribute):
            value = node.value
            is_super = isinstance(value, ast.Call) and getattr(value.func, "id", "") == "super"
            is_self = isinstance(value, ast.Name) and value.id in {"self", "cls"}
            yield node.lineno, node.attr, is_super or is_self


def _bound(node):
    """Yield the names that a statement of a class body binds."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        yield node.name
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    yield from (target.id for target in targets if isinstance(target, ast.Name))


def _is_private(name):
    return name.startswith("_") and not name.startswith("__") and not name.startswith("_abc_")


@cache
def _defined(cls) -> frozenset[str]:
    """Private names that an SDK class binds, on itself or on its instances."""
    names = set(vars(cls)) | set(vars(cls).get("__annotations__", ()))
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(cls)))):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.add(node.attr)
    return frozenset(name for name in names if _is_private(name))


def _private_members(cls) -> dict[str, set[str]]:
    """Where the SDK defines the private members that a class inherits."""
    found: dict[str, set[str]] = {}
    for base in inspect.getmro(cls):
        if base.__module__.startswith("singer_sdk"):
            for name in _defined(base):
                found.setdefault(name, set()).add(f"{base.__module__}.{base.__qualname__}.{name}")
    return found


@cache
def _all_private_members() -> dict[str, set[str]]:
    """Where the SDK defines private members of the classes that plugins meet."""
    found: dict[str, set[str]] = {}
    for module in ("plugin_base", "tap_base", "target_base", "streams.core", "sinks", "mapper"):
        sdk = importlib.import_module(f"singer_sdk.{module}")
        for _, cls in inspect.getmembers(sdk, inspect.isclass):
            for name, places in _private_members(cls).items():
                found.setdefault(name, set()).update(places)
    return found


def test_private_sdk_members_stand_in_one_module(uses):
    places = [
        f"{use.place} uses {use.name}"
        for module, found in uses.items()
        for use in found
        if module != HOME
    ]
    assert places == [], f"give the member a public name in {HOME}"


def test_every_private_sdk_member_in_use_is_pinned(uses, modules):
    used = {place for use in uses[HOME] for place in use.definitions}
    for cls in _classes(modules):
        members = _private_members(cls)
        for base in inspect.getmro(cls):
            if base.__module__ == HOME:
                used.update(*(members[name] for name in vars(base) if name in members))
    assert used == set(PINS)


def _classes(modules):
    for module, tree in modules.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                yield getattr(importlib.import_module(module), node.name)


@pytest.mark.parametrize("member", PINS)
def test_private_sdk_member_is_as_pinned(member):
    found = _find(member)
    sdk = f"singer-sdk {version('singer-sdk')}"
    assert found is not None, f"{sdk} has no {member}: adapt {HOME}"
    signature, digest = PINS[member]
    signature_now = str(inspect.signature(found)).replace("'", "")
    digest_now = _digest(found)
    advice = f"review {HOME}, then pin {(signature_now, digest_now)}"
    assert signature_now == signature, f"{sdk} changed the signature of {member}: {advice}"
    assert digest_now == digest, f"{sdk} changed the source of {member}: {advice}"


def _find(member):
    """Return the object of a dotted name, or None."""
    parts = member.split(".")
    for split in range(len(parts) - 1, 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:split]))
        except ModuleNotFoundError:
            continue
        for part in parts[split:]:
            found = vars(found).get(part)
            if found is None:
                return None
        if isinstance(found, property):
            return found.fget
        return found.__func__ if isinstance(found, classmethod) else found
    return None


def _digest(found) -> str:
    """Return a digest of the source without comments, docstrings and layout."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(found)))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [s for s in body if not _is_text(s)] or [ast.Pass()]
    return hashlib.sha256(ast.unparse(tree).encode()).hexdigest()[:16]


def _is_text(statement):
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
