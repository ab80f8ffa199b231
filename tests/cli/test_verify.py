# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the command line of verify-reuse."""

import json
import os
import re
import sys
import zipfile

from pathlib import Path

import pytest

from gpep517_reuse.cli.main import main
from gpep517_reuse.environment.interpreter import read_interpreter

from samples import PURE
from wheels import build_wheel


def run(*arguments: str | Path) -> int:
    return main(["gpep517-reuse", "verify-reuse", *map(str, arguments)])


@pytest.fixture
def wheels(tmp_path: Path) -> tuple[Path, Path]:
    first, second = (build_wheel(tmp_path / name, PURE, {"a.py": name})
                     for name in "ab")
    return first, second


def test_given_wheels(wheels: tuple[Path, Path],
                      capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*wheels) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith(f"""\
gpep517-reuse: text: sitedir/a.py: a/{PURE} -> b/{PURE}
gpep517-reuse: compared: a/{PURE} -> b/{PURE}: {PURE}: differs
gpep517-reuse: verdict: differs: a reuse installs something else than a \
build would
sitedir/a.py, a/{PURE} -> b/{PURE} (text)
--- builder/sitedir/a.py
+++ here/sitedir/a.py
@@ -1 +1 @@
-a
\\ No newline at end of file
+b
\\ No newline at end of file
gpep517-reuse: verdict: differs: a reuse installs something else than a \
build would
""")


def test_report_only(wheels: tuple[Path, Path]) -> None:
    assert run("--report-only", *wheels) == 0


def test_same(wheels: tuple[Path, Path]) -> None:
    assert run(wheels[0], wheels[0]) == 0


@pytest.mark.parametrize(("glob", "status"), [
    ("sitedir/a.py", 0), ("gentoo", 3), ("*.dist-info/*", 3),
], ids=["named", "gentoo", "other"])
def test_ignore(wheels: tuple[Path, Path], glob: str, status: int) -> None:
    assert run("--ignore", glob, *wheels) == status


def test_gentoo_ignore(tmp_path: Path) -> None:
    wheels = [build_wheel(tmp_path / name, PURE, {
        "sample-1.dist-info/licenses/COPYING": name}) for name in "ab"]
    assert run(*wheels) == 3
    assert run("--ignore", "gentoo", *wheels) == 0


def test_reports(wheels: tuple[Path, Path], tmp_path: Path) -> None:
    page, data = tmp_path / "page.html", tmp_path / "data.json"
    data.write_text("earlier")
    junit, sarif = tmp_path / "junit.xml", tmp_path / "data.sarif"
    assert run("--html", page, "--json", data, "--junit", junit, "--sarif",
               sarif, "--label", "app/foo-1", *wheels) == 3
    assert '<testsuite name="app/foo-1" tests="1"' in junit.read_text()
    assert len(json.loads(sarif.read_text())["runs"][0]["results"]) == 1
    report = json.loads(data.read_text())
    assert report["label"] == "app/foo-1"
    assert report["verdict"] == "differs"
    assert {"gpep517", "gpep517-reuse"} <= report["tools"].keys()
    assert report["source"] == f"{wheels[0]} and {wheels[1]}"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", report["date"])
    assert report["command"].endswith(f"--label app/foo-1 {wheels[0]} "
                                      f"{wheels[1]}")
    assert "app/foo-1" in page.read_text()
    run("--html", page, *wheels)
    assert f"<h1>{PURE} and {PURE}</h1>" in page.read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a", "b", "data.json", "data.sarif", "junit.xml", "page.html"]


def test_two_reports_on_standard_output(
        wheels: tuple[Path, Path], caplog: pytest.LogCaptureFixture) -> None:
    assert run("--junit", "-", "--html", "-", *wheels) == 2
    assert caplog.messages[-1] == (
        "two reports cannot both go to standard output\n"
        "hint: name files for all but one")


def test_a_report_that_cannot_be_written(
        wheels: tuple[Path, Path], tmp_path: Path,
        caplog: pytest.LogCaptureFixture) -> None:
    for option in ("--json", "--html"):
        for path in (tmp_path / "missing/data", tmp_path):
            assert run(option, path, *wheels) == 2
            assert caplog.messages[-1] == (
                f"{path} cannot be written\n"
                "hint: name a file in a directory that is there")


def test_a_report_to_standard_output(
        wheels: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
        ) -> None:
    assert run("--json", "-", *wheels) == 3
    assert json.loads(capsys.readouterr().out)["verdict"] == "differs"
    assert run("--html", "-", *wheels) == 3
    assert capsys.readouterr().out.startswith("<!DOCTYPE html>")


def test_a_report_that_cannot_be_written_in_the_end(
        wheels: tuple[Path, Path], tmp_path: Path,
        caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
        ) -> None:
    """What was found is told all the same, and in the other report."""
    page = tmp_path / "page.html"
    long = tmp_path / ("x" * 300)
    assert run("--json", long, "--html", page, *wheels) == 1
    assert caplog.messages[-1] == (
        f"{long} cannot be written: File name too long")
    assert "differs" in page.read_text()
    assert run("--html", long, "--json", tmp_path / "data.json",
               *wheels) == 1
    assert json.loads((tmp_path / "data.json").read_text())
    assert "gpep517-reuse: verdict: differs: " in capsys.readouterr().err


FORMS = ("verify-reuse takes --reuse-dir and no source, two wheels, or "
         "--python")


@pytest.mark.parametrize(("arguments", "message"), [
    ((), FORMS),
    (("a.whl",), FORMS),
    (("a.whl", "b.whl", "c.whl"),
     FORMS),
    (("--reuse-dir", "x", "a.whl", "b.whl"),
     FORMS),
    (("--python", "a", "--python", "b", "x", "y"),
     "--python takes one source"),
])
def test_wrong_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                     caplog: pytest.LogCaptureFixture,
                     arguments: tuple[str, ...], message: str) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*arguments) == 2
    assert caplog.messages[-1] == (
        f"{message}\nhint: see verify-reuse --help")


@pytest.mark.parametrize(("arguments", "message"), [
    (("--baseline", "x", "a.whl", "b.whl"),
     "--baseline has no effect without --summary"),
    (("--wheel-dir", "x", "a.whl", "b.whl"),
     "--wheel-dir has no effect with two wheels"),
    (("--by-name", "a.whl", "b.whl"),
     "--by-name has no effect with two wheels"),
    (("--by-name", "--python", "a", "--python", "b"),
     "--by-name has no effect with --python"),
    (("--jobs", "1", "a.whl", "b.whl"),
     "--jobs has no effect with two wheels"),
    (("--python", "a", "--python", "b", "--optimize", "1"),
     "--optimize has no effect with --python"),
    (("--destdir", "x", "a.whl", "b.whl"),
     "--destdir has no effect with two wheels"),
    *((("--python", "a", "--python", "b", name, value),
       f"{name} has no effect with --python")
      for name, value in (("--reuse-dir", "x"), ("--output-fd", "3"),
                          ("--reuse-tree", "."))),
])
def test_option_without_effect(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture, arguments: tuple[str, ...],
        message: str) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*arguments) == 2
    assert caplog.messages[-1] == f"{message}\nhint: leave it out"


@pytest.mark.parametrize(("arguments", "message"), [
    (("--reuse-dir", "x", "--jobs", "1"),
     "--jobs has no effect without --destdir\n"
     "hint: name a directory to install into"),
    (("a.whl", "b.whl"), "a.whl does not exist\nhint: name two wheels"),
    (("--python", "a", "--python", "b", "--pyproject-toml", "x.toml"),
     "--pyproject-toml x.toml is not a file\n"
     "hint: name one, relative to the current directory"),
    (("--python", sys.executable),
     "--python takes two interpreters or more\n"
     "hint: as in --python python3.12 --python pypy3.11"),
    (("--python", sys.executable, "--python", sys.executable),
     f"--python {sys.executable} twice is the same environment\n"
     "hint: name each environment once"),
    (("--python", sys.executable, "--python", "./link"),
     f"--python ./link and --python {sys.executable} are the same "
     "environment\nhint: name each environment once"),
    (("--python", sys.executable, "--python", "true"),
     "--python true is not a Python 3.11 or later\n"
     "hint: name one, such as python3.13"),
    (("--python", sys.executable, "--python", "python9.9"),
     "--python python9.9: there is no such program\n"
     "hint: name one that is on PATH, or its path"),
    (("--python", "a", "--python", "b", "missing.tar.gz"),
     "missing.tar.gz does not exist\nhint: name a directory or an sdist"),
    (("--python", "a", "--python", "b", "empty"),
     "empty is no project: it has neither pyproject.toml nor setup.py nor "
     "setup.cfg\nhint: name the directory of one, or its sdist"),
], ids=["installing", "wheels", "pyproject", "one", "twice", "by two names",
        "no Python", "missing", "source", "empty"])
def test_interpreters_that_cannot_be_compared(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture, arguments: tuple[str, ...],
        message: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "pyproject.toml").touch()
    link = tmp_path / "link"
    link.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    link.chmod(0o755)
    assert run(*arguments) == 2
    assert caplog.messages[-1] == message


@pytest.mark.parametrize("jobs", ["-1", "many", ""])
def test_jobs(jobs: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run("--python", "a", f"--jobs={jobs}")
    assert caught.value.code == 2
    assert capsys.readouterr().err.endswith(
        f"argument --jobs: expected a number of 0 or more, got {jobs!r}\n")


def test_diffoscope_is_missing(
        wheels: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run("--diffoscope", *wheels) == 3
    assert caplog.messages == [
        "diffoscope is not installed, so --diffoscope shows nothing"]


@pytest.mark.usefixtures("project")
def test_one_interpreter(tmp_path: Path,
                         capfd: pytest.CaptureFixture[str]) -> None:
    """As build-wheel: the wheel's name, and nothing else."""
    options = ("--reuse-dir", tmp_path / "reuse", "--wheel-dir",
               tmp_path / "dist", "--output-fd", "1")
    here = read_interpreter().name
    for lines in (
            ["verdict: unchecked: there was nothing to compare with"],
            [f"compared: {here} -> {here}: {PURE}: same",
             "verdict: same: a reuse installs what a build would"]):
        assert run(*options) == 0
        out, err = capfd.readouterr()
        assert out == f"{PURE}\n"
        assert err.endswith("".join(
            f"gpep517-reuse: {line}\n" for line in (
                f"built: {here}: {PURE}, by {sys.executable}", *lines)))
        assert (tmp_path / "dist" / PURE).exists()


@pytest.mark.usefixtures("project")
def test_no_wheel_is_asked_for(tmp_path: Path,
                               capfd: pytest.CaptureFixture[str]) -> None:
    assert run("--reuse-dir", tmp_path / "reuse") == 0
    assert capfd.readouterr().out == ""
    assert list((tmp_path / "reuse").rglob("*.whl"))


@pytest.mark.usefixtures("project")
def test_a_bad_descriptor_fails_before_the_build(
        tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    os.close(writer)
    assert run("--reuse-dir", tmp_path / "reuse", "--wheel-dir",
               tmp_path / "dist", "--output-fd", str(writer)) == 2
    assert caplog.messages[-1] == (
        f"--output-fd {writer} cannot be written to\n"
        "hint: name one that is open, as 3 is after 3>&1")
    assert not (tmp_path / "reuse").exists()
    assert not (tmp_path / "dist").exists()


@pytest.mark.usefixtures("project")
def test_a_failing_build_is_as_that_of_build_wheel(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="the backend fails"):
        run("--reuse-dir", tmp_path / "reuse", "--wheel-dir",
            tmp_path / "dist", "--config-json", '{"raise": "1"}')


def test_a_failing_comparison_comes_after_the_answer(
        project: Path, tmp_path: Path,
        capfd: pytest.CaptureFixture[str]) -> None:
    """The wheel is there, named, and remembered all the same."""
    backend = project / "backend/sample_backend.py"
    backend.write_text(backend.read_text().replace(
        'info = "sample-1.dist-info"',
        'archive.writestr(zipfile.ZipInfo("b-1.dist-info/x"), "")\n'
        '        info = "sample-1.dist-info"'))
    status = run("--reuse-dir", tmp_path / "reuse", "--wheel-dir",
                 tmp_path / "dist", "--output-fd", "1",
                 "--json", tmp_path / "data.json")
    out, err = capfd.readouterr()
    assert out == f"{PURE}\n"
    assert status == 1
    assert re.search("failed: .*\n.* cannot be read as a wheel: expected one "
                     ".dist-info, found b-1.dist-info, sample", err)
    assert len(json.loads((tmp_path / "data.json").read_text())[
        "failures"]) == 1
    with zipfile.ZipFile(tmp_path / "dist" / PURE) as archive:
        assert "sample.py" in archive.namelist()
