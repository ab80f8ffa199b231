# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of what is seen of the environment."""

import configparser
import os
import string
import subprocess
import threading
import typing

from collections.abc import Callable, Iterator, Mapping

import hypothesis
import hypothesis.strategies as st
import pytest

from gpep517_reuse.build.variables import Reader, watch_variables


def list_variables() -> Mapping[str, str]:
    """List all but those that tests set."""
    return {name: value for name, value in os.environ.items()
            if name not in {"PYTEST_CURRENT_TEST", "SAMPLE", "OTHER"}}


@pytest.fixture(autouse=True)
def samples(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = list_variables()
    monkeypatch.setenv("SAMPLE", "1")
    monkeypatch.setenv("OTHER", "2")
    yield
    assert list_variables() == before


def read_inside() -> None:
    os.getenv("SAMPLE")


def list_sample() -> list[str]:
    return [os.environ[name] for name in os.environ if name == "SAMPLE"]


def read_in_a_thread() -> None:
    thread = threading.Thread(target=read_inside)
    thread.start()
    thread.join()


# what reads, and the variables that it reads
READING: Mapping[str, tuple[Callable[[], typing.Any], set[str]]] = {
    "get": (lambda: os.environ.get("SAMPLE"), {"SAMPLE"}),
    "not set": (lambda: os.environ.get("MISSING", "x"), {"MISSING"}),
    "getenv": (lambda: os.getenv("SAMPLE"), {"SAMPLE"}),
    "getenvb": (lambda: os.getenvb(b"SAMPLE"), {"SAMPLE"}),
    "bytes": (lambda: os.environb[b"SAMPLE"], {"SAMPLE"}),
    "index": (lambda: os.environ["SAMPLE"], {"SAMPLE"}),
    "in": (lambda: "SAMPLE" in os.environ, {"SAMPLE"}),
    "pop": (lambda: os.environ.pop("MISSING", ""), {"MISSING"}),
    "setdefault": (lambda: os.environ.setdefault("SAMPLE", ""), {"SAMPLE"}),
    "expandvars": (lambda: os.path.expandvars("$SAMPLE $MISSING"),
                   {"SAMPLE", "MISSING"}),
    "%": (lambda: "%(SAMPLE)s".__mod__(os.environ), {"SAMPLE"}),
    "template": (lambda: string.Template("$SAMPLE").substitute(os.environ),
                 {"SAMPLE"}),
    "expanduser": (lambda: os.path.expanduser("~"), {"HOME"}),
    "function": (read_inside, {"SAMPLE"}),
    "thread": (read_in_a_thread, {"SAMPLE"}),
}


@pytest.mark.parametrize(("read", "names"), READING.values(), ids=READING)
def test_reads(read: Callable[[], typing.Any], names: set[str]) -> None:
    with watch_variables() as reads:
        read()
    assert reads.variables.keys() == names
    assert {reader.caller for readers in reads.variables.values()
            for reader in readers} == {__file__}
    assert (reads.sweeps, reads.is_lost) == (set(), False)


SWEEPING: Mapping[str, Callable[[], typing.Any]] = {
    "dict": lambda: dict(os.environ), "copy": os.environ.copy,
    "items": lambda: [*os.environ.items()],
    "values": lambda: [*os.environ.values()], "len": lambda: len(os.environ),
    "for": lambda: [name.lower() for name in os.environ],
    "|": lambda: os.environ | {"A": "b"}, "**": lambda: {**os.environ},
    "==": lambda: os.environ == {}, "str": lambda: str(os.environ),
}


@pytest.mark.parametrize("sweep", SWEEPING.values(), ids=SWEEPING)
def test_sweeps(sweep: Callable[[], typing.Any]) -> None:
    with watch_variables() as reads:
        sweep()
    assert {reader.caller for reader in reads.sweeps} == {__file__}
    assert reads.variables == {}


def test_sweep_by_the_standard_library() -> None:
    """It may read one by one as well."""
    with watch_variables() as reads:
        configparser.RawConfigParser(os.environ)
    assert {reader.caller for reader in reads.sweeps} == {__file__}


def test_single_read_in_a_sweep() -> None:
    with watch_variables() as reads:
        assert list_sample() == ["1"]
    assert reads.variables.keys() == {"SAMPLE"}
    assert reads.sweeps


def test_what_is_passed_on_to_a_program() -> None:
    with watch_variables() as reads:
        subprocess.run(("true",), check=True, env=os.environ)
    assert reads.sweeps == set()
    assert reads.variables["PATH"] == {Reader(subprocess.__file__, __file__)}


def test_changes_last(monkeypatch: pytest.MonkeyPatch) -> None:
    with watch_variables() as reads:
        monkeypatch.setenv("SAMPLE", "3")
        os.environ["ADDED"] = "4"
        del os.environ["OTHER"]
    assert reads.writers
    assert os.environ["SAMPLE"] == "3"
    assert os.environb[b"ADDED"] == b"4"
    assert "OTHER" not in os.environ
    del os.environ["ADDED"]
    os.environ["OTHER"] = "2"


def test_nothing_is_seen_afterwards() -> None:
    with watch_variables() as reads:
        pass
    os.getenv("SAMPLE")
    assert (reads.variables, reads.sweeps, reads.writers) == (
        {}, set(), set())


def test_another_environment_in_its_place() -> None:
    environ = os.environ
    with watch_variables() as reads:
        setattr(os, "environ", {"SAMPLE": "2"})  # noqa: B010
    assert reads.is_lost
    assert os.environ is environ


@hypothesis.given(st.dictionaries(
    st.text("AB", min_size=1), st.text("ab"), max_size=3))
def test_same_as_unwatched(values: Mapping[str, str]) -> None:
    """Whoever is watched sees what is there."""
    os.environ.update(values)
    try:
        before = (dict(os.environ), sorted(os.environ), len(os.environ))
        with watch_variables():
            assert (dict(os.environ), sorted(os.environ),
                    len(os.environ)) == before
    finally:
        for name in values:
            del os.environ[name]
