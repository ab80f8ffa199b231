# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Calls that end by Ctrl-C, a closed terminal or SIGTERM."""

import os
import shlex
import shutil
import signal
import subprocess

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from integration.environments import Environment, Environments
from integration.faults import (
    Outcome,
    Place,
    Worker,
    find_leftovers,
    read_entries,
)
from integration.harness import Workshop


pytestmark = pytest.mark.interpreters

_SIGNALS = [signal.SIGINT, signal.SIGHUP, signal.SIGTERM]
_ids = [number.name for number in _SIGNALS]
_WAIT = """
import os, sys
os.environ["LEFT"] = "behind"
with open({gate!r}, "w") as file:
    file.write(str(os.getpid()))
# waits for a signal, as for a compiler that takes its time
try:
    open({gate!r} + "2").close()
except KeyboardInterrupt:
    {answer}
"""


@pytest.fixture(autouse=True)
def _signals_have_effect() -> Iterator[None]:
    """A shell has jobs in the background, and all that they start, ignore
    SIGINT, and nohup SIGHUP.
    """
    previous = {
        number: signal.signal(number, handler) for number, handler in (
            (signal.SIGINT, signal.default_int_handler),
            (signal.SIGHUP, signal.SIG_DFL))}
    yield
    for number, handler in previous.items():
        signal.signal(number, handler)


def _interrupt(workshop: Workshop, program: tuple[str | Path, ...],
               number: int, *, parent: bool = False) -> tuple[int, str]:
    """Run a program until its build waits, and send that a signal, or its
    parent; return the program's status and output.
    """
    environment = {**os.environ, "HOME": str(workshop.home),
                   "TMPDIR": str(workshop.directory / "tmp")}
    with subprocess.Popen(program, cwd=workshop.tree, text=True,
                          env=environment, stdout=subprocess.PIPE) as process:
        build = int((workshop.directory / "gate").read_text())
        os.kill(process.pid if parent else build, number)
        try:
            stdout, _ = process.communicate(timeout=60)
        finally:
            process.kill()
    return process.returncode, stdout


def _unpack(workshop: Workshop, project: str, answer: str) -> None:
    gate = workshop.directory / "gate"
    for path in (gate, f"{gate}2"):
        os.mkfifo(path)
    script = workshop.unpack(project) / {
        "leaving-traces": "backend/sample_backend.py"}.get(
            project, "setup.py")
    script.write_text(_WAIT.format(gate=str(gate), answer=answer)
                      + script.read_text())


def _build(environment: Environment, workshop: Workshop, *command: str
           ) -> tuple[str | Path, ...]:
    return (environment.python, "-P", "-m", "gpep517_reuse", *command,
            "--reuse-dir", workshop.reuse_dir)


@pytest.mark.parametrize("number", _SIGNALS, ids=_ids)
@pytest.mark.parametrize("answer", ["raise", "sys.exit(0)", "pass"])
@pytest.mark.parametrize("command", [
    ("build-wheel", "--output-fd", "1", "--wheel-dir", "../dist"),
    ("install-from-source", "--destdir", "../image"),
], ids=["build-wheel", "install-from-source"])
def test_ended_and_cleaned_up(
        workshop: Workshop, older: Environment, number: signal.Signals,
        answer: str, command: tuple[str, ...]) -> None:
    """It ends by the signal, whatever the backend makes of that; nothing
    temporary stays, and the next call goes well.
    """
    _unpack(workshop, "leaving-traces", answer)

    status, output = _interrupt(
        workshop, _build(older, workshop, *command), number)

    assert status == -number
    assert answer == "pass" or output == ""
    assert os.listdir(workshop.directory / "tmp") == []
    read_entries(workshop.reuse_dir)
    shutil.rmtree(workshop.tree)
    workshop.unpack("leaving-traces")
    assert workshop.build(older).built
    assert workshop.build(older).reused


@pytest.mark.parametrize("number", _SIGNALS, ids=_ids)
def test_any_moment(environments: Environments, tmp_path: Path,
                    number: signal.Signals) -> None:
    """Whenever it comes, nothing temporary stays."""
    home = tmp_path / "home"
    home.mkdir()
    with Worker(environments["python3.12"], home) as worker:
        place = Place(tmp_path, worker)
        place.renew()
        statuses = set()
        for at in _pick_moments(place.build(kind="kill anywhere"), 40):
            place.renew()
            statuses.add(place.build(
                kind="kill anywhere", code=number, at=at).status)
            assert os.listdir(home) == []
            assert find_leftovers(place.store, place.wheels) == []
            read_entries(place.store)
    assert -number in statuses


def _pick_moments(outcome: Outcome, count: int) -> Iterable[int]:
    """Pick points of a call that went well."""
    assert outcome.status == 0, outcome.log
    return range(1, outcome.passed, outcome.passed // count)


@pytest.mark.parametrize("number", _SIGNALS[:2], ids=_ids[:2])
def test_any_moment_of_several(
        environments: Environments, workshop: Workshop,
        number: signal.Signals) -> None:
    """What the builds, and the compilers that they run, leave goes, too."""
    tree = workshop.unpack("regular-extension")
    builders = environments.pick("python3.12", "python3.13")
    command = ("verify-reuse", *(
        part for environment in builders
        for part in ("--python", str(environment.python))))
    home = workshop.home
    with Worker(builders[0], home) as worker:
        outcome = worker.run(tree, *command, kind="kill anywhere")
        statuses = set()
        for at in _pick_moments(outcome, 8):
            statuses.add(worker.run(
                tree, *command, kind="kill anywhere", code=number,
                at=at).status)
            assert os.listdir(home) == []
    assert -number in statuses


@pytest.mark.parametrize("number", _SIGNALS, ids=_ids)
def test_several_builds_end_with_the_call(
        workshop: Workshop, environments: Environments,
        number: signal.Signals) -> None:
    """The one that runs is ended, and those that wait are not begun: they
    would wait for ever.
    """
    _unpack(workshop, "leaving-traces", "raise")
    found = environments.pick("python3.11", "python3.12", "python3.13")

    status, output = _interrupt(workshop, (
        found[0].python, "-P", "-m", "gpep517_reuse", "verify-reuse",
        "--jobs", "1", *(part for environment in found
                         for part in ("--python", environment.python))),
        number, parent=True)

    assert (status, output) == (-number, "")
    assert os.listdir(workshop.directory / "tmp") == []


@pytest.mark.parametrize("number", _SIGNALS, ids=_ids)
def test_status_in_a_shell(workshop: Workshop, older: Environment,
                           number: signal.Signals) -> None:
    """130, 129 and 143 are what a shell makes of it."""
    _unpack(workshop, "leaving-traces", "raise")
    command = shlex.join(map(str, _build(
        older, workshop, "build-wheel", "--output-fd", "2", "--wheel-dir",
        "../dist")))

    assert _interrupt(workshop, (
        "sh", "-c", f"{command}; echo status $?"), number) == (
            0, f"status {128 + number}\n")


def test_distutils_has_no_say(workshop: Workshop, older: Environment
                              ) -> None:
    """It turns KeyboardInterrupt into an exit with status 1."""
    _unpack(workshop, "setuptools-setup-py", "raise SystemExit('interrupted')")

    status, _ = _interrupt(workshop, _build(
        older, workshop, "build-wheel", "--output-fd", "1", "--wheel-dir",
        "../dist"), signal.SIGINT)

    assert status == -signal.SIGINT


def test_ignored_stays_ignored(workshop: Workshop, older: Environment
                               ) -> None:
    """As under nohup, or in the background of a shell script."""
    _unpack(workshop, "leaving-traces", "raise")
    ignoring = ("sh", "-c", 'trap "" INT HUP TERM; exec "$@"', "sh")
    gate = workshop.directory / "gate"
    with subprocess.Popen(
            (*ignoring, *_build(older, workshop, "build-wheel", "--output-fd",
                                "1", "--wheel-dir", "../dist")),
            cwd=workshop.tree, stdout=subprocess.PIPE, text=True) as process:
        gate.read_text()
        for number in _SIGNALS:
            process.send_signal(number)
        Path(f"{gate}2").open("w").close()
        stdout, _ = process.communicate()
    assert (process.returncode, stdout) == (0, "sample-1-py3-none-any.whl\n")


def test_pypy_ends_by_the_signal(workshop: Workshop,
                                 environments: Environments) -> None:
    _unpack(workshop, "leaving-traces", "raise")
    for number in _SIGNALS:
        status, _ = _interrupt(workshop, _build(
            environments["pypy3.11"], workshop, "build-wheel",
            "--output-fd", "1", "--wheel-dir", "../dist"), number)
        assert status == -number
    assert os.listdir(workshop.directory / "tmp") == []
