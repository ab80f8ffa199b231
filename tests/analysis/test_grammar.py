# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of which versions can parse a text, held against these."""

import sys

import pytest

from gpep517_reuse.analysis import grammar
from gpep517_reuse.analysis.grammar import find_newer_grammar
from gpep517_reuse.analysis.module import Source

from asking import run_script
from demo import find_interpreters


# prints which of many texts can be parsed here, and by all
_SCRIPT = """
import json, random, sys
from gpep517_reuse.analysis.grammar import find_newer_grammar
from gpep517_reuse.analysis.module import Source
pieces, templates = json.load(sys.stdin)
chance = random.Random(1)
found = []
for _ in range(20_000):
    parts = list(chance.choice(templates))
    for _ in range(chance.randint(0, 4)):
        place = chance.randint(0, len(parts))
        if chance.random() < 0.7:
            parts.insert(place, chance.choice(pieces))
        else:
            del parts[place:place + 1]
    text = "".join(parts)
    source = Source(text)
    if not source.error and not find_newer_grammar(source):
        found.append(text)
json.dump(found, sys.stdout)
"""
# prints those of some texts that cannot be parsed
_PARSE = """
import ast, json, sys
failed = []
for text in json.load(sys.stdin):
    try:
        ast.parse(text)
    except SyntaxError:
        failed.append(text)
json.dump(failed, sys.stdout)
"""
_PIECES = [
    'f"', "f'", 'f"""', "f'''", 'rf"', "Fr'", '"', "'", '"""', "'''", "{", "}",
    "{{", "}}", "x", 'a["b"]', "a['b']", ":", "!r", "=", "\n", "\\\n",
    "\\n", "\r", "#", "#c\n", " ", "(", ")", "[", "]", "*", "**", ",", ".",
    't"', "$", " for x in y", " as e", ":\n pass", "\\N{COLON}", "\\{",
    ">{w}", ":{w:{v}}",
    "lambda: 1", "x:=1", "\u00e4", "\nlazy import a", "\ntype X = int",
    "\ntry: pass\nexcept A", "\ntry: pass\nexcept (A, B)",
    "\ndef f[T](): pass"]
_TEMPLATES = [
    ['f"', "{", "x", ":", "}", '"'], ["f'", "{", 'a["b"]', "}", "'"],
    ['f"""', "{", "x", "}", '"""'], ['rf"', "\\{", "x", "}", '"'],
    ["f'", "{", "x", ":", "{", "w", "}", "}", "'"],
    ['f"', "x", '"', 'f"', "{", "y", "}", '"'],
    ["(", "*", "x", " for x in y", ")"],
    ["\ntry: pass\nexcept A", ".", "b", ",", "c", ":\n pass"],
    ["\ntry: pass\nexcept (A, B)", " as e", ":\n pass"]]


@pytest.mark.parametrize(("text", "since"), [
    ("type X = int", (3, 12)),
    ("type \\\n\u00e4 = int", (3, 12)),
    ("def f[T](): pass", (3, 12)),
    ("class A[T = int]: pass", (3, 13)),
    # PEP 701
    ("f'{x['a']}'", (3, 12)),
    ("'a' f'{x['a']}'", (3, 12)),
    ("'a'f'{x['a']}'", (3, 12)),
    ("rF'{x['a']}'", (3, 12)),
    ("f'{x:{y['a']}}'", (3, 12)),
    ("f'{x\n}'", (3, 12)),
    ("f'{x # why\n}'", (3, 12)),
    ("f'{\"\\n\".join(x)}'", (3, 12)),
    ("f'''{x['''a''']}'''", (3, 12)),
    ("f'{1:{2:{3}}}'", (3, 12)),
    ("f'{*x}'", (3, 12)),
    ("f'{x!r }'", (3, 12)),
    # PEP 750 and PEP 758
    ("t'a'", (3, 14)),
    ("rt'a'", (3, 14)),
    ("f'{1:{t\"2\"}}'", (3, 14)),
    ("try: pass\nexcept A, B: pass", (3, 14)),
    ("try: pass\nexcept (A), B: pass", (3, 14)),
    ("try: pass\nexcept A[1:2], B: pass", (3, 14)),
    ("try: pass\nexcept A \\\n , B: pass", (3, 14)),
    ("try: pass\rexcept A, B: pass", (3, 14)),
    ("try: pass\nexcept* A, B: pass", (3, 14)),
    # PEP 798 and PEP 810
    ("[*x for x in y]", (3, 15)),
    ("{*x for x in y}", (3, 15)),
    ("{**x for x in y}", (3, 15)),
    ("f(*x for x in y)", (3, 15)),
    ("def f():\n    lazy = 1\nlazy import a", (3, 15)),
    ("lazy from a import b", (3, 15)),
], ids=repr)
def test_what_is_newer(text: str, since: tuple[int, int]) -> None:
    source = Source(text)
    assert (source.error is None) is (sys.version_info >= since)
    assert bool(find_newer_grammar(source)) is (sys.version_info >= since)


@pytest.mark.parametrize("text", [
    "type = x[1]", "lazy = 1", "x = 't' \"it's\" '\\t'",
    "try: pass\nexcept: pass",
    "try: pass\nexcept a.B: pass",
    "try: pass\nexcept (A,\n  B) as c: pass",
    "try: pass\nexcept* (A, B): pass",
    "try: pass\nexcept(A): pass",
    "('force', 'f', '{'), 'fr', \"a'\"",
    "f'a' f\"{x['b']!r:>{w}} {{}} \\n \\N{COLON}\" f'''{x['c']}\n{y}'''",
    "f'{x!=y} {z=}' rf'\\{x}'",
], ids=repr)
def test_what_is_not(text: str) -> None:
    source = Source(text)
    assert source.error is None
    assert find_newer_grammar(source) == 0


def test_line() -> None:
    source = Source("import a\n\nx = f'''\n{a['''b''']}'''\n")
    assert find_newer_grammar(source) == 3 * (sys.version_info >= (3, 12))


@pytest.mark.skipif(sys.version_info < (3, 12), reason="the oldest one")
def test_version_of_which_nothing_is_known(
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grammar, "_NEWEST", (3, 11))
    assert find_newer_grammar(Source("x = 1")) == 1


@pytest.mark.interpreters
def test_the_oldest_parses_what_is_for_all() -> None:
    found = {interpreter.name: interpreter.path
             for interpreter in find_interpreters()}
    if "python3.11" not in found:
        pytest.skip("not on PATH: python3.11")
    for name in found.keys() - {"python3.11", "pypy3.11"}:
        texts = run_script(found[name], _SCRIPT, [_PIECES, _TEMPLATES])
        assert len(texts) > 3_000
        assert run_script(found["python3.11"], _PARSE, texts) == []
