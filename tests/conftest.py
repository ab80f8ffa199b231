# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Fixtures that several modules of tests share."""

import collections
import os
import sys
import sysconfig

from collections.abc import Iterator, Mapping
from pathlib import Path

import hypothesis
import pytest

from gpep517_reuse import log


# a deadline fails on a machine that is busy with other things
hypothesis.settings.register_profile(
    "sample", deadline=None, max_examples=60, database=None, print_blob=True)
# for all interpreters but one
hypothesis.settings.register_profile(
    "few", hypothesis.settings.get_profile("sample"), max_examples=15)
hypothesis.settings.load_profile("sample")

# the in-tree backend of the sample project: a wheel with sample.py in it
BACKEND = """\
import base64
import hashlib
import os
import shutil
import zipfile


def build_wheel(directory, config_settings=None, metadata_directory=None):
    settings = config_settings or {}
    name = settings.get("wheel", "sample-1-py3-none-any.whl")
    tags = name[:-4].split("-", 2)[2]
    if "write" in settings:
        with open(settings["write"], "w") as file:
            file.write("written")
    if "read" in settings:
        with open(settings["read"]) as file:
            file.read()
    if "remove" in settings:
        shutil.rmtree(settings["remove"])
    if "environ" in settings:
        os.environ.clear()
    if "raise" in settings:
        raise RuntimeError("the backend fails")
    with zipfile.ZipFile(os.path.join(directory, name), "w") as archive:
        archive.write("sample.py", settings.get("member", "sample.py"))
        info = "sample-1.dist-info"
        archive.writestr(zipfile.ZipInfo(info + "/METADATA"),
                         "Metadata-Version: 2.1\\nName: sample\\n"
                         "Version: 1\\n")
        archive.writestr(zipfile.ZipInfo(info + "/WHEEL"),
                         "Wheel-Version: 1.0\\nGenerator: sample\\n"
                         "Root-Is-Purelib: true\\nTag: " + tags + "\\n")
        archive.writestr(zipfile.ZipInfo(info + "/RECORD"),
                         record(archive, info))
    return settings.get("answer", name)


def record(archive, info):
    rows = []
    for member in archive.namelist():
        digest = base64.urlsafe_b64encode(
            hashlib.sha256(archive.read(member)).digest())
        rows.append("%s,sha256=%s,\\n" % (
            member, digest.decode().rstrip("=")))
    return "".join(rows) + info + "/RECORD,,\\n"
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the sample project, and make it the current directory."""
    directory = tmp_path / "project"
    (directory / "backend").mkdir(parents=True)
    (directory / "backend" / "sample_backend.py").write_text(BACKEND)
    (directory / "sample.py").write_text("ANSWER = 42\n")
    (directory / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "sample_backend"\n'
        'backend-path = ["backend"]\n')
    monkeypatch.chdir(directory)
    # the relative path is remembered as that of an earlier test
    sys.path_importer_cache.pop("backend", None)
    for name in ("BUILD_DIR", "DIST_EXTRA_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    return directory


def pytest_configure(config: pytest.Config) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        # a worker has a thread for what it is told
        config.addinivalue_line(
            "filterwarnings", "ignore:This process .* is multi-threaded, use "
            r"of fork\(\) may lead to deadlocks:DeprecationWarning")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter
                            ) -> None:
    """Name what was left out, by its reasons."""
    counts = collections.Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", ())
        if isinstance(report.longrepr, tuple))
    if counts:
        terminalreporter.section("left out")
        for reason, count in sorted(counts.items()):
            terminalreporter.write_line(
                f"{count} test{'s' * (count > 1)}: {reason}")


@pytest.fixture(autouse=True)
def unchanged_process() -> Iterator[None]:
    """Assert that the process is left as it was found.

    Whatever a test changes by itself is undone before.
    """
    before = describe_process()
    yield
    # what a command line said holds until another one says something
    log.begin(log.INFO)
    assert describe_process() == before
    assert "sample_backend" not in sys.modules


def describe_process() -> Mapping[str, object]:
    """Return what a build could change of the process."""
    return {
        "directory": os.getcwd(), "path": list(sys.path),
        # pytest's own
        "environment": {name: value for name, value in os.environ.items()
                        if name != "PYTEST_CURRENT_TEST"},
        **{f"{module.__name__}.{name}": value
           for module in (os, sysconfig)
           for name, value in vars(module).items() if callable(value)}}
