"""The layout that all packages share, and the words that all texts share."""

from __future__ import annotations

import ast
import re
from graphlib import CycleError, TopologicalSorter

import pytest

MAX_LINES = 350
TAP_FILES = (
    "tap.py",
    "settings.py",
    "connection.py",
    "errors.py",
    "schema.py",
    "query.py",
    "streams/__init__.py",
)
TARGET_FILES = ("target.py", "settings.py", "connection.py", "errors.py", "schema.py")
TEXT_FILES = {"", ".md", ".py", ".sql", ".toml", ".yml", ".yaml"}


@pytest.fixture(scope="session")
def product_files(root, tracked_files):
    """Files that are shipped, run or read by users, without tests."""
    return [path for path in tracked_files if "tests" not in path.relative_to(root).parts]


@pytest.fixture(scope="session")
def modules(root, product_files):
    """Paths of all Python modules in packages, by module name."""
    names = {}
    for path in product_files:
        if path.suffix == ".py" and (path.parent / "__init__.py").exists():
            parts = path.relative_to(root).with_suffix("").parts
            if (root / parts[0] / "pyproject.toml").exists():
                parts = parts[1:]
            names[".".join(parts).removesuffix(".__init__")] = path
    return names


def test_no_modules_import_each_other_in_a_circle(modules):
    imports = {name: _imports(name, path, modules) for name, path in modules.items()}
    assert len(imports) > 100
    circles = _circles(imports)
    assert not circles, "\n".join(circles)


def test_circles_are_found_and_readable():
    assert _circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == ["a -> b -> c -> a"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import p.a", {"p.a"}),
        ("from p import a, name", {"p.a", "p"}),
        ("from p.a import name", {"p.a"}),
        ("from . import a", {"p.a"}),
        ("from ..p.sub.c import name", {"p.sub.c"}),
        ("if TYPE_CHECKING:\n    from p.a import Name", {"p.a"}),
        ("try:\n    import p.a\nexcept ImportError:\n    pass", {"p.a"}),
        ("class A:\n    from p import a", {"p.a"}),
        ("def f():\n    import p.a", set()),
        ("import os", set()),
    ],
)
def test_imports_are_those_of_the_module_level_and_of_type_checking(tmp_path, source, expected):
    path = tmp_path / "b.py"
    path.write_text(source)
    assert _imports("p.b", path, {"p", "p.a", "p.b", "p.sub.c"}) == expected


def _imports(name, path, modules):
    """Names of the repository's modules that a module imports when it is loaded or type-checked."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    found = set()
    nodes = [ast.parse(path.read_text(encoding="utf-8"))]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = package.split(".")[: len(package.split(".")) + 1 - node.level]
            base = ".".join([*(start if node.level else ()), *filter(None, [node.module])])
            for alias in node.names:
                submodule = f"{base}.{alias.name}"
                found.add(submodule if submodule in modules else base)
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            nodes.extend(ast.iter_child_nodes(node))
    return {module for module in found if module in modules and module != name}


def _circles(imports):
    """Every circle as `a -> b -> a`, in the order of imports."""
    remaining = {name: set(names) for name, names in imports.items()}
    found = []
    while True:
        try:
            TopologicalSorter(remaining).prepare()
        except CycleError as error:
            circle = error.args[1][::-1]
            start = circle.index(min(circle))
            circle = circle[start:-1] + circle[: start + 1]
            found.append(" -> ".join(circle))
            remaining[circle[0]].discard(circle[1])
        else:
            return sorted(found)


def test_every_plugin_has_the_same_files(root):
    plugins = [path.parent for path in root.glob("*/pyproject.toml")]
    missing = [
        f"{plugin.name}/{package}/{file}"
        for plugin in plugins
        for kind, files in (("tap", TAP_FILES), ("target", TARGET_FILES))
        if plugin.name.startswith(f"{kind}-")
        for package in [plugin.name.replace("-", "_")]
        for file in files
        if not (plugin / package / file).is_file()
    ]
    assert not missing, "\n".join(missing)


def test_tests_folders_have_no_init_file(tracked_files):
    assert [path for path in tracked_files if path.match("tests/**/__init__.py")] == []


def test_product_modules_are_short(root, product_files):
    long = {
        str(path.relative_to(root)): lines
        for path in product_files
        if path.suffix == ".py"
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }
    assert long == {}


# Words that are not used in code, messages and documents, and what to write instead. Names are
# split into words first, so that `ReadHabits` and `read_habits` are found as well.
WORDS = {
    r"habits?": "options",
    r"manners|polite(ly)?": "rate limiting and retries",
    r"courier": "delivery worker",
    r"rehears(e|ed|als?)": "dry run",
    r"outlook": "expiry summary",
    r"log-ins?": "credentials",
    r"relatives": "sibling streams",
    r"announced|announcements?": "webhook events, reported",
    r"stamps?|instants?": "timestamp, replication key",
    r"anew|begun": "again, started",
    r"beside": "in addition to, next to",
    r"mend(s|ed|ing)?": "fix",
    r"tells|told": "returns, reports, logs",
    r"go(es|ing)? on(?! (the wire|disk))": "resume, continue",
    r"asked for": "requested",
    r"side by side": "in parallel",
    r"read whole": "full refresh",
    r"the (house|floor)": "the layout, the shared library, the baseline",
    r"of this machine": "local",
    r"without a word|in silence": "silently",
}
BRITISH = {
    r"ageing": "aging",
    r"(?<!\")cancell(ed(?! ?error|\(\))|ing)": "canceled, canceling",
    r"(author|custom|final|initial|normal|optim|organ|recogn|serial|summar|synchron)"
    r"is(e|ed|er|es|ing|ations?)": "-ize, -ization",
    r"(behavi|col|fav|hon|lab|neighb)our(s|ed|ing|able)?": "-or",
    r"(travel|label|model|signal)l(ed|ing)": "one l",
    r"fulfil(s|ments?)?": "fulfill, fulfillment",
    r"analys(e|ed|ing)": "analyze",
    r"licences?": "license",
    r"catalogues?|cheques?|centres?|artefacts?|judgements?": "catalog, check, center, artifact",
    r"spelt|learnt|whilst": "spelled, learned, while",
}


# Names of fields, which the vendors spell in their own way.
VENDOR_NAMES = re.compile(r"\b(Cancelled|LabourItemID|TimeStamp)\b")


def test_words_are_those_of_the_field(root, texts):
    found = _found(WORDS, texts, root)
    assert not found, "\n".join(found)


def test_spelling_is_american(root, texts):
    found = _found(BRITISH, texts, root)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text", ["class ReadHabits:", "read_habits = 1", "Two log-ins", "goes on here", "a stamp"]
)
def test_replaced_words_are_found_in_names_and_sentences(tmp_path, text):
    path = tmp_path / "file.md"
    path.write_text(text)
    assert len(_found(WORDS, [path], tmp_path)) == 1


@pytest.mark.parametrize(
    "text",
    ["tap-x login", "to log in", "a timestamp", "SystemModstamp", "goes on the wire", "amended"],
)
def test_terms_of_the_field_are_not_reported(tmp_path, text):
    path = tmp_path / "file.md"
    path.write_text(text)
    assert _found(WORDS | BRITISH, [path], tmp_path) == []


@pytest.fixture(scope="session")
def texts(product_files):
    """Product files that hold text written here."""
    return [path for path in product_files if path.suffix in TEXT_FILES and path.name != "LICENSE"]


def _found(table, paths, root):
    """Each use of a pattern of the table, as `file:line: word (use ...)`."""
    patterns = [
        (re.compile(rf"\b({words})\b", re.IGNORECASE), instead) for words, instead in table.items()
    ]
    return [
        f"{path.relative_to(root)}:{text.count(chr(10), 0, match.start()) + 1}: "
        f"{match[0]} (use {instead})"
        for path in paths
        for text in [_words(path)]
        for pattern, instead in patterns
        for match in pattern.finditer(text)
    ]


def _words(path):
    text = VENDOR_NAMES.sub("", path.read_text(encoding="utf-8"))
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", text).lower()
