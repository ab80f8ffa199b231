# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of what is seen of lines."""

import contextlib
import dataclasses
import sys
import threading

from collections.abc import Callable, Iterator

import pytest

from gpep517_reuse.build.monitoring import Lines, name_text


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

if passed_by is None:
    passed_by()
else:
    passed_by = None
"""


def run(*names: str) -> dict[str, Callable[[], object]]:
    """Run a module, and call some of its functions."""
    module: dict[str, Callable[[], object]] = {}
    exec(compile(TEXT, "sample.py", "exec"), module)
    for name in names:
        module[name]()
    return module


@contextlib.contextmanager
def watch_lines() -> Iterator[Lines]:
    lines = Lines()
    lines.begin()
    lines.begin()
    try:
        yield lines
    finally:
        lines.end()


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
def test_lines_that_ran() -> None:
    for _ in range(2):
        with watch_lines() as lines:
            run("called", "decorated")
        assert lines.ran["sample.py"] == {1, 2, 4, 5, 7, 8, 9, 11, 14, 17}
        assert "sample.py" in lines.modules


@needs_telling
def test_texts_without_a_file_are_told_apart() -> None:
    with watch_lines() as lines:
        exec("a = 1\ndef f():\n    pass\nb = 2", {})
        exec(compile("\n\n\n\nc = 3", "<string>", "exec"), {})
        dataclasses.make_dataclass("Sample", ["d", "e"])
    name = name_text(__file__)
    assert name in lines.modules
    # by the same caller, they are one
    assert lines.ran[name] == {1, 2, 4, 5}


@needs_telling
def test_code_that_was_known_before() -> None:
    module = run("called")
    with watch_lines() as lines:
        module["called"]()
    assert lines.ran["sample.py"] == {2, 5}
    assert "sample.py" not in lines.modules


@needs_telling
def test_lines_of_a_thread() -> None:
    with watch_lines() as lines:
        thread = threading.Thread(target=run, args=("called",))
        thread.start()
        thread.join()
    assert lines.ran["sample.py"] >= {1, 2}


@needs_telling
def test_nothing_is_told_where_somebody_meddles() -> None:
    with watch_lines() as lines:
        identifier = next(number for number in range(6) if (
            sys.monitoring.get_tool(number) == "gpep517-reuse"))
        sys.monitoring.set_events(identifier, 0)
        run("called")
    assert not lines.modules
    assert not lines.ran


@needs_telling
def test_no_identifier_is_free() -> None:
    with contextlib.ExitStack() as stack:
        for number in range(6):
            if sys.monitoring.get_tool(number) is None:
                sys.monitoring.use_tool_id(number, "a tool")
                stack.callback(sys.monitoring.free_tool_id, number)
        with watch_lines() as lines:
            run("called")
    assert not lines.modules


@pytest.mark.skipif(TELLS, reason="this interpreter can tell")
def test_interpreter_that_cannot_tell() -> None:
    with watch_lines() as lines:
        run("called")
    assert not lines.modules
    assert not lines.ran
