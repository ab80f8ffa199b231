# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""DISTUTILS_VERIFY_REUSE, under Portage."""

import json
import re
import subprocess

from pathlib import Path

import pytest

from gpep517_reuse.verify.survey import read_survey

from gentoo.harness import ECLASS, System
from gentoo.test_reuse import ALL, BUILT_BY_ALL, BUILT_ONCE, NEW


pytestmark = pytest.mark.portage


def test_same(system: System) -> None:
    """Each builds, and nothing is said where a reuse is right."""
    finished = system.ebuild("flit-pure-1", "clean", "compile", "install",
                             DISTUTILS_VERIFY_REUSE="1")
    assert finished.status == 0, finished.log
    package = system["flit-pure-1"]
    assert package.ways == BUILT_BY_ALL
    assert finished.notices == []
    assert "verdict: same: a reuse installs what a build would" in (
        package.read_log(NEW))
    reports = {path.name: json.loads(path.read_text())
               for path in package.temp.glob("*.json")}
    assert {name: (report["label"], report["verdict"])
            for name, report in reports.items()} == {
        f"dev-python:flit-pure-1:{name}:1.json": (
            f"dev-python/flit-pure-1:{name}:1",
            "unchecked" if name == ALL[0] else "same")
        for name in ALL}


def test_differs(system: System, tmp_path: Path) -> None:
    """One QA notice says so, the log has the differences; reports go
    where the variable says.
    """
    assert system.install("misled-1").ways == BUILT_ONCE
    reports = tmp_path / "reports"
    finished = system.ebuild("misled-1", "clean", "compile", "install",
                             DISTUTILS_VERIFY_REUSE=str(reports))
    assert finished.status == 0, finished.log
    (notice,) = finished.notices
    assert re.fullmatch(
        r"gpep517-reuse would be wrong, please report it: "
        r"CPython 3\.12\.\d+ <- CPython 3\.11\.\d+: 1 file changed; "
        r"CPython 3\.13\.\d+ <- CPython 3\.1[12]\.\d+: 1 file changed",
        notice)
    assert "+Summary: built by python3.13" in finished.log
    assert len(list(reports.iterdir())) == len(ALL)
    assert list(system["misled-1"].temp.glob("*.json")) == []


@pytest.mark.parametrize(("package", "notices"), [
    ("generated-1", [
        "reuse by file name would be wrong: "
        "python3.12 <- python3.11: 1 file changed; "
        "python3.13 <- python3.11: 1 file changed"]),
    # the name of the package passes for a tag
    ("name-abi3-regular-1", [
        "reuse by file name would be wrong: "
        "python3.12 <- python3.11: 1 file added, 1 removed; "
        "python3.13 <- python3.11: 1 file added, 1 removed"]),
    # both refuse it
    ("regular-extension-1", []),
], ids=["sources", "name", "refused"])
def test_by_name(system: System, package: str, notices: list[str]) -> None:
    """One QA notice tells what the search by file name would have done."""
    finished = system.ebuild(package, "clean", "compile",
                             DISTUTILS_VERIFY_REUSE="1")
    assert finished.status == 0, finished.log
    assert finished.notices == notices


def test_reports_of_builds(system: System, tmp_path: Path) -> None:
    """What is built and reused is reported where that is asked for."""
    reports = tmp_path / "reports"
    finished = system.ebuild("flit-pure-1", "clean", "compile",
                             DISTUTILS_REUSE_REPORTS=str(reports))
    assert finished.status == 0, finished.log
    assert finished.notices == []
    (row,) = read_survey(reports).rows
    assert (row.package, row.reused, row.built) == (
        "dev-python/flit-pure-1", 2, 1)


def test_no_directory(system: System, tmp_path: Path) -> None:
    """A directory that cannot be made is told, and does not matter."""
    (tmp_path / "file").write_text("")
    finished = system.ebuild("flit-pure-1", "clean", "compile",
                             DISTUTILS_VERIFY_REUSE=str(tmp_path / "file"))
    assert finished.status == 0, finished.log
    assert "file cannot be written to" in finished.log
    assert len(list(system["flit-pure-1"].temp.glob("*.json"))) == len(ALL)


def test_failed_build(system: System) -> None:
    """A build that fails is fatal, as it is without the variable."""
    finished = system.ebuild("broken-1", "clean", "compile",
                             DISTUTILS_VERIFY_REUSE="1")
    assert finished.status == 1
    assert "Wheel build failed" in finished.log


@pytest.mark.parametrize(("report", "wrong"), [
    ("missing", "[verify-reuse failed for]=python3.12"),
    ('  "failures": [\n    {\n', "[verify-reuse failed for]=python3.12"),
    ('  "failures": [],\n  "wrong": "",\n  "wrong_by_name": ""\n', ""),
    ('  "wrong": "a <- b: c",\n  "wrong_by_name": ""\n',
     "[gpep517-reuse would be wrong, please report it:]=a <- b: c"),
    ('  "wrong": "",\n  "wrong_by_name": "a <- b: c; d"\n',
     "[reuse by file name would be wrong:]=a <- b: c; d"),
], ids=["missing", "failed", "right", "ours", "by name"])
def test_failed_comparison(tmp_path: Path, report: str, wrong: str) -> None:
    """One that fails after the wheel was built does not matter, but is
    told, as is what a report says.
    """
    if report != "missing":
        (tmp_path / "report").write_text(report)
    process = subprocess.run(
        ("bash", "-c", """
            die() { echo "died: $*"; exit 1; }
            distutils-r1_src_compile() { :; }
            distutils-r1_python_compile() { :; }
            python_get_sitedir() { :; }
            build() { echo log; echo sample.whl >&3; return 2; }
            source "$1"
            declare -A _GPEP517_REUSE_CALLS=( [python3.12]=1 )
            wheel=$( _gpep517-reuse_run build 3>&1 >&2 || die )
            declare -A _GPEP517_REUSE_WRONG=()
            _gpep517-reuse_read_report "${T}/report"
            echo "${wheel}"
            for what in "${!_GPEP517_REUSE_WRONG[@]}"; do
                echo "[${what}]=${_GPEP517_REUSE_WRONG[${what}]}"
            done
        """, "bash", ECLASS), check=True, text=True, env={
            "EAPI": "8", "EPYTHON": "python3.12", "PATH": "/usr/bin:/bin",
            "T": str(tmp_path), "DISTUTILS_VERIFY_REUSE": "1"},
        capture_output=True)
    assert process.stdout.splitlines() == ["sample.whl", *wrong.splitlines()]
    assert process.stderr.startswith("log\n")
