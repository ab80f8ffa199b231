# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of what is said of interpreters, held against these."""

import ast
import builtins
import sys

import pytest

from gpep517_reuse.analysis.interpreters import (
    BUILTINS,
    LASTING,
    LATER,
    STDLIB,
    UNSTEADY_ATTRIBUTES,
    UNSTEADY_NAMES,
)
from gpep517_reuse.analysis.introspection import is_importable
from gpep517_reuse.analysis.vocabulary import CHANGED, object_to_path

from asking import run_script
from demo import NAMES, find_interpreters
from generate_interpreters import OF_SCRIPTS, compare


# prints a digest of what each function makes of many texts
_SCRIPT = """
import hashlib, importlib, itertools, json, random, sys
found = {}
for name, alphabet in json.load(sys.stdin).items():
    module, _, attribute = name.rpartition(".")
    function = getattr(importlib.import_module(module), attribute)
    chance = random.Random(1)
    digest = hashlib.sha256()
    for text in itertools.chain(
            map("".join, itertools.chain.from_iterable(
                itertools.product(alphabet, repeat=size)
                for size in range(3))),
            ("".join(chance.choice(alphabet) for _ in range(12))
             for _ in range(2000))):
        try:
            result = repr(function(text))
        except Exception:
            result = "fails"
        digest.update(result.encode("utf-8", "backslashreplace"))
    found[name] = digest.hexdigest()
json.dump(found, sys.stdout)
"""
# prints the constants of modules, but for those that tell interpreters apart
_CONSTANTS = """
import importlib, json, sys
from gpep517_reuse.analysis.vocabulary import object_to_path
found = {}
for name in json.load(sys.stdin):
    try:
        module = importlib.import_module(name)
    except ImportError:
        continue
    for attribute, value in vars(module).items():
        path = f"{name}.{attribute}"
        if isinstance(value, (str, int, float, tuple, frozenset)) and (
                attribute[:2] != "__" and not object_to_path(
                    path, imported=True)):
            found[path] = (sorted(map(repr, value))
                           if isinstance(value, frozenset) else repr(value))
json.dump(found, sys.stdout)
"""
_SPACES = "a. -\t\n\r\f\v\u00a0\u2003"
_QUOTED = """a'"\\ #=;:%{}$\n[],"""
_PATH = "a./*~[]!?"
_URL = "a:/?#[]@%2.&=;"
_FUNCTIONS = {
    **dict.fromkeys(("html.escape", "html.unescape", "json.dumps",
                     "re.escape", "shlex.quote", "shlex.split",
                     "string.capwords", "ast.literal_eval",
                     "xml.sax.saxutils.escape",
                     "xml.sax.saxutils.quoteattr"), _QUOTED),
    **dict.fromkeys(("inspect.cleandoc", "textwrap.dedent", "textwrap.fill",
                     "textwrap.wrap"), _SPACES),
    **dict.fromkeys(("fnmatch.translate", "glob.escape", "os.path.basename",
                     "os.path.dirname", "os.path.normpath", "os.path.split",
                     "os.path.splitext"), _PATH),
    **dict.fromkeys(("urllib.parse.parse_qs", "urllib.parse.quote",
                     "urllib.parse.unquote", "urllib.parse.urldefrag",
                     "urllib.parse.urlparse", "urllib.parse.urlsplit"), _URL),
    **dict.fromkeys(("email.utils.getaddresses", "email.utils.parseaddr"),
                    'a<>@," ().;:'),
    "json.loads": '[]{}"a:,1.e-', "decimal.Decimal": "1.e-_ ",
    "tomllib.loads": "a='\"[]{}, \n1",
}


def test_builtins() -> None:
    assert {*dir(builtins)} >= BUILTINS - OF_SCRIPTS


@pytest.mark.skipif(sys.version_info >= (3, 12)
                    or sys.implementation.name != "cpython",
                    reason="the oldest CPython alone")
def test_standard_library() -> None:
    assert {name for name in sys.stdlib_module_names
                      if not name.startswith("_")} == STDLIB


@pytest.mark.parametrize("name", sorted(LASTING))
def test_modules_that_last(name: str) -> None:
    assert is_importable(name)


@pytest.mark.parametrize("name", ["s", "n"])
def test_attributes_of_constants(name: str) -> None:
    """Those that went with CPython 3.14."""
    assert hasattr(ast.Constant, name) is (sys.version_info < (3, 14))
    assert name in UNSTEADY_ATTRIBUTES


@pytest.mark.interpreters
def test_nothing_is_missing() -> None:
    """Run tests/generate_interpreters.py where this fails."""
    found = find_interpreters()
    missing = {*NAMES} - {item.name for item in found}
    if missing:
        pytest.skip(f"not on PATH: {', '.join(sorted(missing))}")
    names = compare(found)
    assert names.stdlib == STDLIB
    assert names.later - LATER == set()
    assert LASTING - names.lasting == set()
    assert names.unsteady_names - UNSTEADY_NAMES == set()
    assert names.builtins == BUILTINS
    assert names.unsteady_attributes - UNSTEADY_ATTRIBUTES == set()


@pytest.mark.interpreters
def test_what_is_harmless_returns_the_same() -> None:
    results = {}
    for interpreter in find_interpreters():
        results[interpreter.name] = run_script(interpreter.path, _SCRIPT,
                                               _FUNCTIONS)
    changed = {name for name in _FUNCTIONS
               if len({found[name] for found in results.values()}) > 1}
    assert {name for name in changed if not (
        name in CHANGED or object_to_path(name, imported=True))} == set()


@pytest.mark.interpreters
def test_what_is_harmless_is_the_same() -> None:
    names = {*LASTING, "os.path", "urllib.parse", "xml.sax.saxutils"}
    values: dict[str, set[str]] = {}
    for interpreter in find_interpreters():
        found = run_script(interpreter.path, _CONSTANTS, sorted(names))
        for path, value in found.items():
            values.setdefault(path, set()).add(str(value))
    assert len(values) > 300
    assert {path for path, found in values.items() if len(found) > 1} == set()
