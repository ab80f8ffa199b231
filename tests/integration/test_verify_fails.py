# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""verify-reuse where builds are killed, disks are full, reports vanish."""

import json
import os

from collections.abc import Sequence
from pathlib import Path

import pytest

from integration.environments import Environment, Environments
from integration.harness import Finished, Workshop
from integration.test_no_room import mount


pytestmark = pytest.mark.interpreters

NAMES = ("python3.11", "python3.12", "python3.13")


def verify(workshop: Workshop, environments: Environments,
           *options: str | Path, names: Sequence[str] = NAMES,
           prefix: Sequence[str | Path] = ()) -> Finished:
    """Run verify-reuse for several interpreters, one after the other."""
    found = environments.pick(*names)
    finished = workshop.run(
        found[0], "verify-reuse", "--jobs", "1", *options, *(
            part for environment in found
            for part in ("--python", environment.python)), prefix=prefix)
    assert "Traceback" not in finished.stderr
    return finished


def find_errors(finished: Finished) -> list[str]:
    return [line.partition(" ERROR ")[2]
            for line in finished.stderr.splitlines() if " ERROR " in line]


def find_warnings(finished: Finished) -> list[str]:
    return [warning for warning in finished.warnings if " failed: " in warning]


def test_compiler_that_is_missing(workshop: Workshop,
                                  environments: Environments) -> None:
    """The report tells the compiler's error, and not what was copied."""
    tree = workshop.unpack("regular-extension")
    for number in range(60):
        (tree / f"module_{number}.py").write_text("")
    setup = tree / "setup.py"
    setup.write_text(setup.read_text().replace(
        "setup(", "setup(py_modules=[f'module_{number}' for number in "
        "range(60)], ", 1).replace(
            "from setuptools", "import os, sys\nos.environ.update("
            "{'CC': 'nowhere-cc'} if sys.version_info[:2] == (3, 12) else "
            "{})\nfrom setuptools", 1))
    logs = workshop.directory / "logs"

    finished = verify(workshop, environments, "--json", "../r.json",
                      "--log-dir", logs)

    assert finished.status == 1
    report = json.loads((workshop.directory / "r.json").read_text())
    (failure,) = report["failures"]
    first, last = failure["log"].splitlines()
    assert first.startswith("The first error: error: ")
    assert "nowhere-cc" in first
    assert last == f"The whole log is {logs}/2-python-build.log"
    assert "copying module_59.py" in (
        logs / "2-python-build.log").read_text()
    assert len(find_warnings(finished)) == 1


def test_exception_of_a_backend(workshop: Workshop,
                                environments: Environments) -> None:
    """It is told, although much is printed after it."""
    tree = workshop.unpack("leaving-traces")
    backend = tree / "backend/sample_backend.py"
    backend.write_text(
        "import atexit, sys\n"
        "if sys.version_info[:2] == (3, 12):\n"
        "    for number in range(60):\n"
        "        print('chatter', number)\n"
        "    atexit.register(print, 'chatter ' * 60)\n"
        "    raise LookupError('no such thing')\n" + backend.read_text())

    finished = verify(workshop, environments, "--json", "../r.json",
                      "--log-dir", "../logs")

    assert finished.status == 1
    report = json.loads((workshop.directory / "r.json").read_text())
    (failure,) = report["failures"]
    assert failure["log"].startswith(
        "The last exception: LookupError: no such thing\nThe whole log is ")
    assert "chatter" not in failure["log"]


def test_builder_that_is_killed(workshop: Workshop,
                                environments: Environments) -> None:
    """In the midst of it: one line, and the others are compared."""
    tree = workshop.unpack("leaving-traces")
    backend = tree / "backend/sample_backend.py"
    backend.write_text(backend.read_text() + (
        "import os, sys\n"
        "if sys.version_info[:2] == (3, 12):\n"
        "    print('it is slow', flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"))

    finished = verify(workshop, environments, "--json", "../r.json")

    assert finished.status == 1
    (warning,) = find_warnings(finished)
    assert warning.endswith(
        "failed: it built no wheel, ended by SIGKILL: it is slow")
    report = json.loads((workshop.directory / "r.json").read_text())
    assert len(report["comparisons"]) == 2
    assert len(report["failures"]) == 1
    assert os.listdir(workshop.directory / "tmp") == [
        Path(report["failures"][0]["log"].splitlines()[-1].removeprefix(
            "The whole log is ")).name]


@pytest.mark.parametrize("size", ["4k", "1m"])
def test_no_room_to_begin(workshop: Workshop, environments: Environments,
                          size: str) -> None:
    workshop.unpack("flit-pure")

    finished = verify(workshop, environments, prefix=mount(
        f"-t tmpfs -o size={size},mode=700 none", workshop.directory / "tmp"))

    assert finished.status == 1
    (error,) = find_errors(finished)
    assert "No space left on device" in error


def test_no_room_to_go_on(workshop: Workshop, environments: Environments
                          ) -> None:
    """What was built before is compared, and told."""
    tree = workshop.unpack("flit-pure")
    # what is lent takes three, and each build two of these besides the tree
    (tree / "sample/data.txt").write_bytes(os.urandom(4 << 20))

    finished = verify(
        workshop, environments, "--json", "../r.json", names=(
            *NAMES, "python3.14"), prefix=mount(
            "-t tmpfs -o size=27m,mode=700 none", workshop.directory / "tmp"))

    assert finished.status == 1
    report = json.loads((workshop.directory / "r.json").read_text())
    assert [len(report[name]) for name in ("comparisons", "failures")] == [
        2, 2]
    assert all("No space left on device" in warning
               for warning in find_warnings(finished))


@pytest.fixture
def reports(workshop: Workshop, older: Environment) -> Path:
    """Make a directory of a report for each of a few packages."""
    workshop.unpack("flit-pure")
    (workshop.directory / "reports").mkdir()
    for number in range(9):
        workshop.build(older, "--json", f"../reports/{number}.json",
                       "--label", f"dev-python/package-{number}")
    return workshop.directory / "reports"


def test_no_room_for_a_survey(workshop: Workshop, older: Environment,
                              reports: Path) -> None:
    """What is summed up is told, and each report that is not there."""
    full = workshop.directory / "full"
    full.mkdir()

    finished = workshop.run(
        older, "verify-reuse", "--summary", reports, "--json",
        full / "survey.json", "--html", full / "survey.html",
        prefix=mount("-t tmpfs -o nr_inodes=1,mode=700 none", full))

    assert finished.status == 1
    assert "dev-python/package-8" in finished.stdout
    assert find_errors(finished) == [
        f"{full}/survey.{kind} cannot be written: No space left on device"
        for kind in ("json", "html")]


def test_directory_of_reports_that_vanishes(
        workshop: Workshop, environments: Environments) -> None:
    """The findings are told all the same."""
    vanishing = _unpack_vanishing(workshop)

    finished = verify(workshop, environments, "--json", vanishing / "r.json",
                      "--html", vanishing / "r.html")

    assert finished.status == 1
    assert find_errors(finished) == [
        f"{vanishing}/r.{kind} cannot be written: No such file or directory"
        for kind in ("json", "html")]
    assert "gpep517-reuse: verdict: " in finished.stderr


def test_report_of_a_build_that_vanishes(workshop: Workshop,
                                         older: Environment) -> None:
    """The wheel is there, and named."""
    vanishing = _unpack_vanishing(workshop)

    finished = workshop.run(
        older, "build-wheel", "--wheel-dir", "../dist", "--reuse-dir",
        workshop.reuse_dir, "--json", vanishing / "r.json")

    assert finished.status == 0
    assert finished.output == "sample-1-py3-none-any.whl\n"
    assert finished.warnings == [
        f"{vanishing}/r.json cannot be written: No such file or directory"]


def _unpack_vanishing(workshop: Workshop) -> Path:
    """Have a backend remove a directory, once."""
    vanishing = workshop.directory / "reports"
    vanishing.mkdir()
    backend = workshop.unpack("leaving-traces") / "backend/sample_backend.py"
    backend.write_text(
        f"import shutil\nshutil.rmtree({str(vanishing)!r}, True)\n"
        + backend.read_text())
    return vanishing
