# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the quick way through a command line, held against argparse's."""

import argparse
import os
import contextlib
import io
import itertools

from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath

import hypothesis
import hypothesis.strategies as st
import pytest

from gpep517_reuse.cli import parser, quick
from gpep517_reuse.cli.command import load
from gpep517_reuse.cli.options import make_request
from gpep517_reuse.cli.quick import COMMANDS
from gpep517_reuse.sources.recipe import Placeholders, Recipe, read_recipe


# left to argparse, as not every gpep517 has it
VERIFY_TAGS = "--verify-tags"
#: What the quick way takes each command with.
NEEDED = {
    "build-wheel": [["--output-fd", "3"], ["--wheel-dir", "dist"],
                    ["--reuse-dir", "../reuse"]],
    "install-from-source": [["--destdir", "image"],
                            ["--reuse-dir", "../reuse"]],
}


def join(*pieces: Sequence[str]) -> list[str]:
    return [*itertools.chain.from_iterable(pieces)]


def make_parser(command: str) -> argparse.ArgumentParser:
    made = argparse.ArgumentParser()
    load(command).add_args(made)
    return made


def parse_really(arguments: Sequence[str]) -> argparse.Namespace | None:
    """Return what argparse makes of a command line, None for an error."""
    with contextlib.redirect_stderr(io.StringIO()):
        try:
            return parser.parse(["gpep517-reuse", *arguments])
        except SystemExit:
            return None


def list_values(args: argparse.Namespace, real: argparse.Namespace
                ) -> Iterator[tuple[str, str]]:
    """Yield the names and values that argparse gives; as text, and what it
    makes a path as one.
    """
    for name, value in sorted(vars(real).items()):
        found = getattr(args, name)
        yield name, repr(type(value)(found) if isinstance(value, PurePath)
                         else found)


def assert_same(arguments: Sequence[str], args: argparse.Namespace) -> None:
    real = parse_really(arguments)
    assert real is not None
    assert [*list_values(args, real)] == [*list_values(real, real)]
    assert vars(args).keys() - vars(real).keys() <= {"verify_tags"}


@pytest.mark.parametrize("command", COMMANDS)
def test_each_option_has_a_row(command: str) -> None:
    """One that a later gpep517 adds needs one as well."""
    known = make_parser(command)._option_string_actions.keys()
    rows = COMMANDS[command].keys()
    assert known - {"-h", "--help"} <= rows
    assert rows - known <= {VERIFY_TAGS}


@pytest.mark.parametrize(("command", "name"), [
    (command, name) for command, rows in COMMANDS.items() for name in rows])
def test_row(command: str, name: str) -> None:
    made = make_parser(command)
    action = made._option_string_actions.get(name)
    if action is None and name == VERIFY_TAGS:
        pytest.skip("this gpep517 does not have it")
    assert action is not None
    row = COMMANDS[command][name]
    assert row.attribute == action.dest
    assert row.is_required is action.required
    assert row.is_repeated is isinstance(action, argparse._AppendAction)
    assert action.nargs == (0 if row.parse is None else None)
    assert action.choices is None
    if row.parse is None:
        assert row.constant is action.const
    # argparse takes that of the first of several
    default = next(one.default for one in made._actions
                   if one.dest == row.attribute)
    assert repr(row.default) == repr(default)


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_excludes_another(command: str) -> None:
    assert make_parser(command)._mutually_exclusive_groups == []


@pytest.mark.parametrize("quiet", [[], ["-q"], ["--quiet"]], ids=str)
@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_but_what_is_needed(command: str, quiet: list[str]) -> None:
    arguments = join(quiet, [command], *NEEDED[command])
    args = quick.parse(arguments)
    assert args.command == command
    assert args.loglevel == (30 if quiet else 20)
    assert_same(arguments, args)


@pytest.mark.parametrize("command", COMMANDS)
def test_all_at_once(command: str) -> None:
    pieces = [*NEEDED[command], *(
        [name, GOOD.get(name, ["a"])[-1]] if row.parse else [name]
        for name, row in COMMANDS[command].items() if name != VERIFY_TAGS)]
    arguments = join([command], *pieces)
    args = quick.parse(arguments)
    assert args is not None
    assert_same(arguments, args)
    for name, row in COMMANDS[command].items():
        if name != VERIFY_TAGS and row.constant is not None:
            assert getattr(args, row.attribute) != row.default or (
                row.attribute == "fallback_backend")


#: Values of those that do not take any text.
GOOD = {
    "--output-fd": ["0", "3", "1_0", " 3", "\u0663"],
    "--jobs": ["0", "2", "\u0663"],
    "--optimize": ["0", "1,2", "all", "0,all", "x,all", " 1"],
    "--config-json": ["{}", "null", "[1]", "NaN", '"="',
                      '{"--a": ["b=c", 1.5]}'],
}
BAD = {
    "--output-fd": ["x", "1.5", "1,2"], "--jobs": ["x", " 1", "1_0", "1.5"],
    "--optimize": ["x", ",", "1,", "0,x"], "--config-json": ["{", "x", "{}}"],
}
TEXTS = ["a", "/usr", "../a b", ".", "./a//b/", "a=b", "=", "build-wheel",
         "reuse-dir", "\u20ac", "\udcff", "*", "@a", "%"]
REFUSED = ["", "-", "--", "-x", "-1", "--no-reuse", "- a"]
ANY = st.text(st.characters(exclude_characters="\0"), max_size=4)


def write(name: str, text: str, *, at_once: bool) -> list[str]:
    return [f"{name}={text}"] if at_once else [name, text]


def give(command: str, texts: Callable[[str], st.SearchStrategy[str]]
         ) -> st.SearchStrategy[list[str]]:
    """Give one option of a command, and one of these texts where it takes
    any.
    """
    return st.one_of([
        st.just([name]) if row.parse is None else
        st.builds(write, st.just(name), texts(name), at_once=st.booleans())
        for name, row in COMMANDS[command].items() if name != VERIFY_TAGS])


# what is left to argparse as soon as a path is not in its plain form
PLAIN = ("--prefix", "--sysroot")


def give_good(name: str) -> st.SearchStrategy[str]:
    if name in GOOD:
        return st.sampled_from(GOOD[name])
    return (st.sampled_from(TEXTS) | ANY).filter(
        lambda text: text and not text.startswith("-") and (
            name not in PLAIN or text == os.path.normpath(text)))


def give_any(name: str) -> st.SearchStrategy[str]:
    return give_good(name) | st.sampled_from(REFUSED) | ANY | (
        st.sampled_from(BAD[name]) if name in BAD else st.nothing())


Pieces = list[list[str]]


@st.composite
def write_lines(draw: st.DrawFn, texts: Callable[
        [str], st.SearchStrategy[str]]) -> tuple[list[str], Pieces]:
    """Draw how a command line begins, and its options in any order."""
    command = draw(st.sampled_from(sorted(COMMANDS)))
    given = draw(st.lists(give(command, texts), max_size=6))
    return ([*draw(st.sampled_from([[], ["-q"], ["--quiet"]])), command],
            draw(st.permutations([*NEEDED[command], *given])))


@hypothesis.given(write_lines(give_good))
def test_what_is_spelt_out_is_parsed(line: tuple[list[str], Pieces]) -> None:
    arguments = join(line[0], *line[1])
    args = quick.parse(arguments)
    assert args is not None
    assert_same(arguments, args)


@hypothesis.given(write_lines(give_any), st.data())
def test_any_command_line(line: tuple[list[str], Pieces],
                          data: st.DataObject) -> None:
    """Whatever is given, it is parsed as argparse parses it, or not at
    all: also where anything is missing, in the middle of a pair as well.
    """
    arguments = join(line[0], *line[1])
    for _ in range(data.draw(st.integers(0, 2))):
        del arguments[data.draw(st.integers(0, len(arguments) - 1))]
        hypothesis.assume(arguments)
    args = quick.parse(arguments)
    if args is not None:
        assert_same(arguments, args)


WRONG = [
    ["--"], ["a"], [""], ["-"], ["-q"], ["-x"], ["-h"], ["--help"],
    ["--quiet"], ["--version"], ["--nonsense"], ["--nonsense", "a"],
    ["--nonsense=a"], ["--build-wheel"],
    # abbreviated
    ["--reuse-d", "a"], ["--reuse-d=a"], ["--w=a"], ["--no-r"], ["--over"],
    # another case, or form
    ["--Prefix", "a"], ["-prefix", "a"], ["--prefix a"], ["--reuse_dir=a"],
    # no value, or one that is none
    ["--prefix", ""], ["--prefix="], ["--prefix", "-x"], ["--prefix=-x"],
    ["--prefix", "--no-reuse"], ["--prefix", "--"],
    # a value where there is none to be given
    ["--no-reuse="], ["--no-reuse=a"], ["--overwrite=1"],
    ["--no-fallback-backend=a"], ["--no-reuse", "a"],
    *([f"{name}={text}"] for name, texts in BAD.items() for text in texts
      if name != "--output-fd"),
    # not every gpep517 has it
    [VERIFY_TAGS],
]


@pytest.mark.parametrize("wrong", WRONG, ids=" ".join)
@pytest.mark.parametrize("command", COMMANDS)
def test_left_to_argparse(command: str, wrong: list[str]) -> None:
    pieces = [*NEEDED[command], ["--no-reuse"]]
    for place in range(len(pieces) + 1):
        assert quick.parse(join([command], *pieces[:place], wrong,
                                *pieces[place:])) is None
    if wrong not in (["-q"], ["--quiet"]):
        assert quick.parse(join(wrong, [command], *pieces)) is None


@pytest.mark.parametrize("command", COMMANDS)
def test_each_value_may_be_missing(command: str) -> None:
    needed = join([command], *NEEDED[command])
    for name, row in COMMANDS[command].items():
        if row.parse is not None:
            assert quick.parse([*needed, name]) is None
            assert quick.parse([*needed, f"{name}="]) is None
            assert quick.parse([*needed, name, ""]) is None


@pytest.mark.parametrize(("command", "missing"), [
    (command, number) for command, pieces in NEEDED.items()
    for number in range(len(pieces))])
def test_each_is_needed(command: str, missing: int) -> None:
    """Those that are required, and --reuse-dir: a plain build is slow."""
    pieces = NEEDED[command][:missing] + NEEDED[command][missing + 1:]
    assert quick.parse(join([command, "--no-reuse"], *pieces)) is None


@pytest.mark.parametrize("arguments", [
    [], ["-q"], ["--quiet"], ["-q", "-q", "build-wheel"], ["build-wheel"],
    *([command, "--reuse-dir", "a", "--wheel-dir", "b"] for command in (
        "find-wheel", "verify-reuse", "install-wheel", "get-backend",
        "verify-pyc", "build", "BUILD-WHEEL", ""))], ids=" ".join)
def test_other_commands(arguments: list[str]) -> None:
    assert quick.parse(arguments) is None


def read(args: argparse.Namespace) -> Recipe:
    return read_recipe(make_request(args).options, key="", environ={},
                       placeholders=Placeholders(()))


@pytest.mark.parametrize("path", ["/usr", "/usr/", "/usr//local", "/usr/./a",
                                  "./a", "a/", "/usr/../opt", "."])
@pytest.mark.parametrize("name", ["--prefix", "--sysroot",
                                  "--pyproject-toml"])
def test_a_path_is_one_however_it_is_parsed(name: str, path: str) -> None:
    """find-wheel, and an abbreviation, find what build-wheel kept."""
    given = join(["build-wheel"], *NEEDED["build-wheel"], [name, path])
    real = parse_really(given)
    assert real is not None
    assert read(quick.parse(given) or real) == read(real)
