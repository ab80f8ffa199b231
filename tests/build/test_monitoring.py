# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of what is seen of calls."""

import contextlib
import sys
import threading

from collections.abc import Callable, Iterator

import pytest

from gpep517_reuse.build.monitoring import Calls


TELLS = sys.version_info >= (3, 12) and sys.implementation.name == "cpython"
TEXT = """\
def called():
    return [x for x in inner()]

def inner():
    yield 1

@staticmethod
def decorated():
    pass

def passed_by():
    pass
"""


def run(*names: str) -> dict[str, Callable[[], object]]:
    """Run a module, and call some of its functions."""
    module: dict[str, Callable[[], object]] = {}
    exec(compile(TEXT, "sample.py", "exec"), module)
    for name in names:
        module[name]()
    return module


@contextlib.contextmanager
def watch_calls() -> Iterator[Calls]:
    calls = Calls()
    calls.begin()
    calls.begin()
    try:
        yield calls
    finally:
        calls.end()


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    """Leave nothing behind."""
    yield
    if TELLS:
        assert [sys.monitoring.get_tool(identifier)
                for identifier in range(6)].count("gpep517-reuse") == 0


needs_telling = pytest.mark.skipif(
    not TELLS, reason="this interpreter cannot tell")


@needs_telling
def test_functions_that_were_called() -> None:
    for _ in range(2):
        with watch_calls() as calls:
            run("called", "decorated")
        lines = {line for path, line in calls.functions
                 if path == "sample.py"}
        # a function is known by its first decorator
        assert {1, 4, 7} <= lines
        assert 11 not in lines
        assert "sample.py" in calls.modules


@needs_telling
def test_functions_that_were_known_before() -> None:
    module = run("called")
    with watch_calls() as calls:
        module["called"]()
    assert ("sample.py", 1) in calls.functions
    assert "sample.py" not in calls.modules


@needs_telling
def test_functions_called_in_a_thread() -> None:
    with watch_calls() as calls:
        thread = threading.Thread(target=run, args=("called",))
        thread.start()
        thread.join()
    assert ("sample.py", 1) in calls.functions


@needs_telling
def test_nothing_is_told_where_somebody_meddles() -> None:
    with watch_calls() as calls:
        identifier = next(number for number in range(6) if (
            sys.monitoring.get_tool(number) == "gpep517-reuse"))
        sys.monitoring.set_events(identifier, 0)
        run("called")
    assert not calls.modules
    assert not calls.functions


@needs_telling
def test_no_identifier_is_free() -> None:
    with contextlib.ExitStack() as stack:
        for number in range(6):
            if sys.monitoring.get_tool(number) is None:
                sys.monitoring.use_tool_id(number, "a tool")
                stack.callback(sys.monitoring.free_tool_id, number)
        with watch_calls() as calls:
            run("called")
    assert not calls.modules


@pytest.mark.skipif(TELLS, reason="this interpreter can tell")
def test_interpreter_that_cannot_tell() -> None:
    with watch_calls() as calls:
        run("called")
    assert not calls.modules
    assert not calls.functions
