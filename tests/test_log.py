# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the log, each in a process that has not imported logging."""

import os
import pty
import re
import subprocess
import sys

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

import gpep517_reuse


REPOSITORY = Path(gpep517_reuse.__file__).parent.parent
LINE = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) (?P<name>\S+) "
    r"(?P<level>[A-Z]+) (?P<message>.*)")

BEGIN = """\
import sys
from gpep517_reuse import log
logger = log.Logger("some.name")
assert "logging" not in sys.modules
"""
NOT_IMPORTED = "assert 'logging' not in sys.modules\n"
TELL = """\
logger.info("told %s", "once")
logger.warning("100%")
logger.error("%s and %s", 1, [2])
"""
INFO = "some.name INFO told once"
WARNING = "some.name WARNING 100%"
ERROR = "some.name ERROR 1 and [2]"


def run(code: str, redirection: str = "") -> str:
    """Run code in a fresh interpreter; return its standard error."""
    process = subprocess.run(
        # site may import anything
        ("sh", "-c", f'exec "$@" {redirection}', "sh", sys.executable, "-S",
         "-c", BEGIN + code), capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "TZ": "XYZ-5",
             "PYTHONIOENCODING": "ascii:backslashreplace"})
    assert (process.returncode, process.stdout) == (0, ""), process.stderr
    return process.stderr


def log(code: str) -> list[str]:
    """Return the lines that are logged, without the time."""
    lines = []
    for line in run(code).splitlines():
        found = LINE.fullmatch(line)
        assert found, line
        lines.append("{name} {level} {message}".format(**found.groupdict()))
    return lines


@pytest.mark.parametrize(("level", "expected"), [
    ("", [WARNING, ERROR]),
    ("log.begin(log.INFO)\n", [INFO, WARNING, ERROR]),
    ("log.begin(log.WARNING)\n", [WARNING, ERROR]),
    ("log.begin(log.ERROR)\n", [ERROR]),
    ("log.begin(log.INFO)\nlog.begin(log.WARNING)\n", [WARNING, ERROR]),
], ids=["not begun", "info", "warning", "error", "begun again"])
def test_levels(level: str, expected: list[str]) -> None:
    assert log(level + TELL + NOT_IMPORTED) == expected


@pytest.mark.parametrize("passed_on", [
    "import logging\n", "log.pass_on()\nassert 'logging' in sys.modules\n"],
    ids=["imported", "passed on"])
@pytest.mark.parametrize(("level", "expected"), [
    ("log.INFO", [INFO, WARNING, ERROR]), ("log.WARNING", [WARNING, ERROR]),
    ("log.ERROR", [ERROR])], ids=["info", "warning", "error"])
def test_left_to_logging(level: str, expected: list[str], passed_on: str
                         ) -> None:
    """Also what others log; each line is there once."""
    begin = f"log.begin({level})\n{TELL}{passed_on}"
    assert log(begin + TELL) == [*expected, *expected]
    assert log(begin + TELL + TELL.replace(
        "logger", "sys.modules['logging'].getLogger('a.b')")) == [
            *expected, *expected,
            *(line.replace("some.name", "a.b") for line in expected)]


def test_passed_on_before_anything_is_told() -> None:
    """gpep517 logs by itself, in a build that says nothing before."""
    assert log("log.begin(log.INFO)\nlog.pass_on()\nimport logging\n"
               "logging.getLogger('gpep517').info('told')\n") == [
        "gpep517 INFO told"]


def test_level_of_logging_is_lowered_by_others() -> None:
    """As setuptools does: what --quiet leaves out stays out."""
    assert log("log.begin(log.WARNING)\nlog.pass_on()\nimport logging\n"
               "logging.root.setLevel(logging.INFO)\n" + TELL) == [
                   WARNING, ERROR]


def test_passed_on_to_handlers_that_are_there() -> None:
    """As pytest's are."""
    lines = run(
        "import logging, io\nheard = []\n"
        "class Handler(logging.Handler):\n"
        "    def emit(self, record): heard.append(record.getMessage())\n"
        "logging.basicConfig(handlers=[Handler()], level=logging.INFO)\n"
        "log.begin(log.WARNING)\n" + TELL + "logger.info('%s', heard)\n"
        "assert heard == ['100%', '1 and [2]'], heard\n")
    assert lines == ""


def test_nobody_is_set_up_where_nobody_asked() -> None:
    assert run("log.pass_on()\nimport logging\n"
               "assert logging.getLogger().handlers == []\n") == ""


def test_lines_are_those_of_logging() -> None:
    """The same, at nearly the same time."""
    lines = run("log.begin(log.INFO)\n" + "logger.info('it is %s', 'a')\n"
                "import logging\nlogger.info('it is %s', 'a')\n").splitlines()
    ours, theirs = (LINE.fullmatch(line) for line in lines)
    assert ours
    assert theirs
    began, ended = (datetime.strptime(
        found["time"], "%Y-%m-%d %H:%M:%S,%f").replace(
            tzinfo=timezone(timedelta(hours=5))) for found in (ours, theirs))
    assert timedelta() <= ended - began < timedelta(minutes=1)
    assert abs(datetime.now(UTC) - ended) < timedelta(minutes=1)
    assert ours.string.removeprefix(ours["time"]) == (
        theirs.string.removeprefix(theirs["time"]))


@pytest.mark.parametrize("milliseconds", [0, 7, 70, 999])
def test_milliseconds_are_three_digits(milliseconds: int) -> None:
    line = run(
        "import time\n"
        f"time.time = lambda: 1_000_000_000 + {milliseconds} / 1000 + 1e-5\n"
        "logger.warning('a')\n")
    assert line == (
        f"2001-09-09 06:46:40,{milliseconds:03} some.name WARNING a\n")


@pytest.mark.parametrize("later", ["", "import logging\n"],
                         ids=["ours", "logging"])
@pytest.mark.parametrize("message", ["a\nb", "\u20ac", "\udcff", "%", ""],
                         ids=ascii)
def test_any_message(message: str, later: str) -> None:
    expected = message.encode("ascii", "backslashreplace").decode()
    output = run(f"log.begin(log.INFO)\n{later}logger.info({message!a})\n"
                 f"logger.info('%s', {message!a})\n")
    lines = re.split(r"(?m)^\S+ \S+ some.name INFO ", output)
    assert lines == ["", f"{expected}\n", f"{expected}\n"]


@pytest.mark.parametrize("later", ["", "import logging\n"],
                         ids=["ours", "logging"])
@pytest.mark.parametrize("redirection", [
    "2>&-",
    pytest.param("2>/dev/full", marks=pytest.mark.skipif(
        not os.path.exists("/dev/full"), reason="needs /dev/full"))])
def test_standard_error_that_takes_nothing(redirection: str, later: str
                                           ) -> None:
    """What is told is lost, and nothing else."""
    assert run(f"log.begin(log.INFO)\n{later}{TELL}"
               # the interpreter flushes it in the end
               "sys.stderr = None\n", redirection) == ""


@pytest.mark.parametrize(("arguments", "environ", "is_colored"), [
    pytest.param("", {}, True, id="terminal"),
    pytest.param("", {"NO_COLOR": "1"}, False, id="NO_COLOR"),
    pytest.param(", colors='never'", {}, False, id="never"),
])
def test_refusals_on_a_terminal(arguments: str, environ: dict[str, str], *,
                                is_colored: bool) -> None:
    terminal, stream = pty.openpty()
    code = (f"{BEGIN}log.begin(log.INFO{arguments})\n"
            "logger.info(log.highlight('Not reusing %s'), 'a.whl')\n")
    with open(terminal, "rb", buffering=0) as shown:
        subprocess.run([sys.executable, "-c", code], stderr=stream,
                       cwd=REPOSITORY, check=True,
                       env={"PATH": os.environ["PATH"], "TERM": "xterm",
                            **environ})
        os.close(stream)
        text = shown.read(1000).decode()
    assert ("\033[33mNot reusing a.whl\033[m" in text) is is_colored
    assert "Not reusing a.whl" in text
