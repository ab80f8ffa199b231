# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of rebuilding, and of the processes that it takes."""

import contextlib
import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import textwrap
import time

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gpep517_reuse.errors import ReuseError
from gpep517_reuse.sources.tree import BUILD_BASE_PREFIX
from gpep517_reuse.verify.rebuild import (
    BuildError,
    Builder,
    Controls,
    Processes,
)


pytestmark = pytest.mark.once

# takes our command line, and writes down what is around it
SCRIPT = """\
import json, os, sys, time
args = sys.argv[sys.argv.index("build-wheel"):]
if "--fail" in args:
    sys.exit("it fails")
directory = args[args.index("--wheel-dir") + 1]
os.makedirs(directory)
with open(os.path.join(directory, "a-1-py3-none-any.whl"), "w") as file:
    json.dump({"seed": os.environ.get("PYTHONHASHSEED"), "args": args,
               "sample": os.environ.get("SAMPLE"),
               "directory": os.getcwd(), "time": int(time.time()),
               "files": sorted(os.listdir("."))}, file)
"""


def make_builder(directory: Path, *options: str) -> Builder:
    script = directory / "script.py"
    script.write_text(textwrap.dedent(SCRIPT))
    tree = directory / "tree"
    tree.mkdir()
    (tree / "setup.py").write_text("")
    return Builder(command=(sys.executable, str(script)), options=options,
                   current=tree, directories=(tree,),
                   excluded=(tree / "reuse",))


def test_builds_differ_in_seed_place_and_second(tmp_path: Path) -> None:
    builder = make_builder(tmp_path, "--prefix=/usr")
    began = int(time.time())
    found: list[str] = []

    def judge(wheels: Sequence[Path]) -> bool:
        found.append(wheels[-1].read_text())
        assert len(wheels) == len(found)
        return len(found) == 2

    with contextlib.closing(Controls(builder)) as controls:
        controls.build_until(judge)
        # those that are there do for the next comparison
        controls.build_until(lambda wheels: len(wheels) == 2)
    assert len(found) == 2
    assert '"seed": "1"' in found[0]
    assert '"seed": "2"' in found[1]
    assert f'"time": {began}' not in found[0]
    assert "control-1/tree" in found[0]
    assert "control-2/tree" in found[1]
    assert '"--prefix=/usr"' in found[0]
    assert str(tmp_path / "tree") not in found[0]


def test_controls_differ_in_the_seed_alone(tmp_path: Path) -> None:
    """The environment of a builder is that of its control builds."""
    builder = dataclasses.replace(
        make_builder(tmp_path),
        environment={"PYTHONHASHSEED": "0", "SAMPLE": "1"})
    wheels = [builder.build_copy(tmp_path / "copy")]

    def keep(found: Sequence[Path]) -> bool:
        wheels.extend(found)
        return True

    with contextlib.closing(Controls(builder)) as controls:
        controls.build_until(keep)
        contents = [json.loads(wheel.read_text()) for wheel in wheels]
    assert [(content["seed"], content["sample"]) for content in contents] == [
        ("0", "1"), ("1", "1")]


def test_settings_name_the_build_directory_of_the_copy(tmp_path: Path
                                                       ) -> None:
    build_dir = tmp_path / "build"
    builder = dataclasses.replace(
        make_builder(tmp_path, "--config-json=" + json.dumps({
            "builddir": str(build_dir), "other": f"{build_dir}/file"})),
        build_dir=build_dir)
    content = json.loads(builder.build_copy(tmp_path / "copy").read_text())
    (option,) = (option for option in content["args"]
                 if option.startswith("--config-json="))
    assert json.loads(option.partition("=")[2]) == {
        "builddir": str(tmp_path / "copy" / "build"),
        "other": f"{build_dir}/file"}


def test_eight_builds_at_most(tmp_path: Path) -> None:
    counts: list[int] = []

    def judge(wheels: Sequence[Path]) -> bool:
        counts.append(len(wheels))
        return False

    with contextlib.closing(Controls(make_builder(tmp_path))) as controls:
        controls.build_until(judge)
    assert counts == [1, 2, 3, 4, 5, 6, 7, 8]


def test_the_wheels_are_removed(tmp_path: Path) -> None:
    wheels: list[Path] = []

    def judge(found: Sequence[Path]) -> bool:
        wheels.extend(found)
        return True

    with contextlib.closing(Controls(make_builder(tmp_path))) as controls:
        controls.build_until(judge)
        assert wheels[0].exists()
    assert not wheels[0].exists()


def test_a_failure_has_the_log(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is kept, where nobody says where among the temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    builder = make_builder(tmp_path, "--fail")
    with pytest.raises(BuildError) as caught:
        builder.build_copy(tmp_path / "top")
    assert str(caught.value) == (
        "it built no wheel, status 1: it fails")
    assert caught.value.log == "it fails\n"
    assert caught.value.path is not None
    assert caught.value.path.read_text() == "it fails\n"
    assert [*tmp_path.glob("gpep517-reuse-build-top-*.log")] == [
        caught.value.path]


def test_all_logs_are_kept(tmp_path: Path) -> None:
    """In the order in which it was printed, on either stream."""
    builder = dataclasses.replace(
        make_builder(tmp_path), name="one", log_dir=tmp_path / "a/logs")
    script = tmp_path / "script.py"
    script.write_text(
        "import os, sys\n"
        "for number in range(60):\n"
        "    print(number, file=(sys.stdout, sys.stderr)[number % 2])\n"
        "os.system(f'{sys.executable} -c \"print(60); input()\"')\n"
        + script.read_text())
    with pytest.raises(BuildError, match=r"status 1: OSError: it raises\Z"):
        dataclasses.replace(builder, command=(
            sys.executable, "-c", f"exec(open({str(script)!r}).read()); "
            "raise OSError('it raises')")).build_copy(tmp_path / "bad")
    builder.build_copy(tmp_path / "good")
    assert {path.name for path in (tmp_path / "a/logs").iterdir()} == {
        "one-bad.log", "one-good.log"}
    for name in ("bad", "good"):
        lines = (tmp_path / f"a/logs/one-{name}.log").read_text().splitlines()
        assert lines[:61] == list(map(str, range(61)))


def test_a_log_that_cannot_be_kept(
        tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """That is a warning; the build is none the worse for it."""
    builder = dataclasses.replace(
        make_builder(tmp_path), log_dir=tmp_path / "tree/setup.py")
    assert builder.build_copy(tmp_path / "top").exists()
    assert caplog.messages == [
        "The log of build-top cannot be kept: File exists"]


def test_what_is_not_copied(tmp_path: Path) -> None:
    builder = make_builder(tmp_path)
    for name in ("reuse", f"{BUILD_BASE_PREFIX}1", "package"):
        (tmp_path / "tree" / name).mkdir()
    (tmp_path / "tree/link").symlink_to("package")
    copied = builder.copy(tmp_path / "top")
    assert sorted(os.listdir(copied)) == ["link", "package", "setup.py"]
    assert (copied / "link").is_symlink()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="without pipes")
def test_what_cannot_be_copied(tmp_path: Path) -> None:
    builder = make_builder(tmp_path)
    os.mkfifo(tmp_path / "tree/pipe")
    with pytest.raises(BuildError) as caught:
        builder.copy(tmp_path / "top")
    assert str(caught.value) == (
        f"{tmp_path}/tree cannot be copied: `{tmp_path}/tree/pipe` is a "
        "named pipe")
    assert caught.value.log == ""


def test_run_a_process() -> None:
    finished = Processes().run(
        (sys.executable, "-c", "import sys; print(sys.stdin.read(), end='!');"
         "sys.exit(3)"), stdout=subprocess.PIPE)
    assert (finished.returncode, finished.stdout) == (3, "!")


def test_end_a_process(tmp_path: Path) -> None:
    processes = Processes()
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    waiting = (sys.executable, "-c", "import signal, sys; "
               "open(sys.argv[1], 'w').close(); signal.pause()", gate)
    with ThreadPoolExecutor() as executor:
        finished = executor.submit(processes.run, waiting)
        gate.read_text()
        processes.end()
        with pytest.raises(ReuseError, match=r"\Ait was interrupted\Z"):
            finished.result()
    with pytest.raises(ReuseError, match=r"\Ait was interrupted\Z"):
        processes.run(waiting)
