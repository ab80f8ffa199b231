# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""verify-reuse with real interpreters, alone and side by side."""

import hashlib
import json
import os
import re
import sys
import tarfile
import typing
import zipfile

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from gpep517_reuse.store.entry import Entry
from gpep517_reuse.store.store import _name_entry

from integration.environments import (
    MOST_DIFFERENT,
    NAMES,
    TOOL,
    Environment,
    Environments,
    derive,
)
from integration.harness import Finished, Workshop, write_files


pytestmark = pytest.mark.interpreters


def verify(workshop: Workshop, environment: Environment, *options: str | Path,
           environ: Mapping[str, str] | None = None
           ) -> tuple[Finished, typing.Any]:
    """Run verify-reuse; return what it printed, and its report."""
    report = workshop.directory / "report.json"
    report.unlink(missing_ok=True)
    finished = workshop.run(environment, "verify-reuse", "--json", report,
                            *options, environ=environ)
    assert "Traceback" not in finished.stderr
    return finished, (json.loads(report.read_text()) if report.exists()
                      else None)


def verify_several(workshop: Workshop, *environments: Environment,
                   source: Path | None = None,
                   environ: Mapping[str, str] | None = None
                   ) -> tuple[Finished, typing.Any]:
    options: list[str | Path] = []
    for environment in environments:
        options += ["--python", environment.python]
    return verify(workshop, environments[0], *options,
                  source or workshop.tree, environ=environ)


def list_codes(report: typing.Any) -> set[tuple[str, str]]:
    """Return codes and paths of all but the notes."""
    return {(difference["code"], difference["path"])
            for comparison in report["comparisons"]
            for difference in comparison["differences"]
            if difference["severity"] != "note"}


def find_lines(report: typing.Any, code: str) -> set[str]:
    return {line.partition(" ")[0] for comparison in report["comparisons"]
            for difference in comparison["differences"]
            if difference["code"] == code
            for line in (*difference["old"], *difference["new"])}


def check_lines(finished: Finished) -> None:
    """Check the lines of findings: sorted, with no absolute path."""
    lines = [line for line in finished.stderr.splitlines()
             if re.match("gpep517-reuse: (refused-|unstable-)?(text|metadata|"
                         "file-|entry)", line)]
    assert lines
    assert lines == sorted(lines)
    assert not any(re.search(r"[ :]/", line) for line in lines)


def strip(environment: Environment, directory: Path,
          distributions: Iterable[str]) -> Environment:
    """Make an environment in which there is nothing of ours."""
    made = derive(environment, directory, tuple(distributions))
    (made.site_packages / "gpep517-reuse.pth").unlink()
    made.script.unlink()
    return made


@pytest.mark.parametrize("project", [
    "flit-pure", "hatchling-pure", "poetry-pure", "setuptools-pure"])
def test_the_same_on_every_interpreter(
        workshop: Workshop, environments: Environments, project: str) -> None:
    workshop.unpack(project)
    found = environments.all_found(
        among=NAMES if project == "flit-pure" else MOST_DIFFERENT)
    finished, report = verify_several(workshop, *found)
    assert finished.status == 0
    assert report["verdict"] == "same"
    assert list_codes(report) == set()
    assert len(report["comparisons"]) == len(found) * (len(found) - 1)
    # the tree itself stays as it is
    assert not list(workshop.tree.rglob("*.egg-info"))


def test_a_look_at_the_whole_environment(
        workshop: Workshop, environments: Environments) -> None:
    """What the builds are given besides is no reason against a reuse."""
    write_files(workshop.unpack("setuptools-pure"), {"setup.py": """\
        import os
        from setuptools import setup
        COPY = dict(os.environ)
        setup()
        """})
    _, report = verify_several(workshop, *environments.pick(
        "python3.11", "python3.12"))
    assert [comparison["refusal"] for comparison in report["comparisons"]
            ] == ["", ""]


def test_metadata(workshop: Workshop, environments: Environments) -> None:
    """A requirement that only older interpreters have."""
    workshop.unpack("version-requirement")
    finished, report = verify_several(workshop, *environments.pick(
        "python3.11", "python3.12", "python3.13"))
    assert finished.status == 0
    assert report["verdict"] == "same"
    assert list_codes(report) == {
        ("refused-metadata", "sitedir/sample.dist-info/METADATA")}
    check_lines(finished)
    assert "of 4 refused, 4 would install something else" in finished.stderr


def test_other_tools(workshop: Workshop, older: Environment,
                     newer: Environment, tmp_path: Path) -> None:
    """What is not compared for a reason that can be changed is told."""
    workshop.unpack("flit-pure")
    other = derive(newer, tmp_path / "other", (*TOOL, "flit-core"),
                   versions={"flit-core": "99.0"})
    finished, report = verify_several(workshop, older, other)
    assert finished.status == 0
    assert report["verdict"] == "unchecked"
    assert report["comparisons"] == []
    assert len(report["left_out"]) == 2
    assert {each["reason"] for each in report["left_out"]} == {"tools"}
    line, = (line for line in finished.stderr.splitlines()
             if "here is 99.0" in line)
    assert line.startswith("gpep517-reuse: not looked at: CPython 3.11.")
    assert " -> CPython 3." in line


def test_sources_that_are_not_fit(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    workshop.unpack("flit-pure")
    (workshop.tree / "link").symlink_to("/etc/hostname")
    finished, report = verify_several(workshop, older, newer)
    assert report["comparisons"] == []
    assert len(report["left_out"]) == 2
    assert all("link leads out of the tree" in each["sentence"]
               for each in report["left_out"])
    assert finished.stderr.count(
        "gpep517-reuse: not looked at: CPython 3.") == 2


def test_files(workshop: Workshop, environments: Environments) -> None:
    workshop.unpack("version-choice")
    finished, report = verify_several(
        workshop, *environments.pick("python3.11", "python3.12"))
    assert finished.status == 0
    assert report["verdict"] == "unchecked"
    assert list_codes(report) == {
        ("refused-file-added", "sitedir/sample_3_11.py"),
        ("refused-file-added", "sitedir/sample_3_12.py"),
        ("refused-file-removed", "sitedir/sample_3_11.py"),
        ("refused-file-removed", "sitedir/sample_3_12.py"),
        ("refused-text", "sitedir/sample.dist-info/top_level.txt")}
    check_lines(finished)


def test_entry_points_and_namespaces(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    """What pip and zope.event do: names with the version in them."""
    tree = workshop.unpack("setuptools-setup-py")
    (tree / "setup.py").write_text(
        "import sys\n"
        "from setuptools import setup\n"
        "setup(name='sample', version='1', packages=['sample'],\n"
        "      namespace_packages=['sample'],\n"
        "      entry_points={'console_scripts': [\n"
        "          'sample%d.%d = sample:main' % sys.version_info[:2]]})\n")
    (tree / "sample/__init__.py").write_text(
        "__import__('pkg_resources').declare_namespace(__name__)\n")
    finished, report = verify_several(workshop, older, newer)
    assert finished.status == 0
    assert report["verdict"] == "unchecked"
    assert {
        ("refused-entry-point", "sitedir/sample.dist-info/entry_points.txt"),
        ("refused-file-added", "sitedir/sample-1-py3.12-nspkg.pth"),
        ("refused-file-removed", "sitedir/sample-1-py3.11-nspkg.pth"),
    } <= list_codes(report)


@pytest.mark.parametrize("tells", [False, True], ids=["stable", "version"])
def test_what_is_unstable(
        workshop: Workshop, environments: Environments, *, tells: bool
        ) -> None:
    """A build date and a path excuse a file, whatever else is in it; what is
    in the order of hashes is in the same one for all.
    """
    workshop.unpack("unstable-lines")
    environ = {"SAMPLE_TELLS_VERSION": "1"} if tells else {}
    finished, report = verify_several(workshop, *environments.pick(
        "python3.11", "python3.12"), environ=environ)
    assert finished.status == 0
    assert list_codes(report) == {("unstable-text", "sitedir/sample/built.py")}
    assert find_lines(report, "unstable-text") == {
        "DATE", "DIRECTORY", *(["VERSION"] if tells else [])}
    check_lines(finished)


def test_one_interpreter_again(workshop: Workshop, older: Environment
                               ) -> None:
    """What it builds serves itself; a date is no reason not to."""
    workshop.unpack("unstable-lines")
    for verdict in ("unchecked", "unstable"):
        finished, report = verify(
            workshop, older, "--reuse-dir", workshop.reuse_dir)
        assert finished.status == 0
        assert report["verdict"] == verdict
    # not the directory
    assert "DATE" in find_lines(report, "unstable-text")


def test_in_place_of_build_wheel(workshop: Workshop,
                                 environments: Environments) -> None:
    """As an ebuild calls it, for one interpreter after the other."""
    workshop.unpack("version-requirement")
    verdicts = []
    for environment in environments.pick(
            "python3.11", "python3.12", "python3.13"):
        wheel_dir = workshop.directory / f"dist-{environment.name}"
        finished, report = verify(
            workshop, environment, "--reuse-dir", workshop.reuse_dir,
            "--wheel-dir", wheel_dir, "--output-fd", "1")
        assert finished.status == 0
        assert finished.stdout == "sample-1-py3-none-any.whl\n"
        assert (wheel_dir / "sample-1-py3-none-any.whl").exists()
        verdicts.append((report["verdict"], list_codes(report)))
    metadata = ("refused-metadata", "sitedir/sample.dist-info/METADATA")
    assert verdicts == [("unchecked", set()), ("unchecked", {metadata}),
                        ("same", {metadata})]
    # they are remembered as by any build
    result = workshop.build(environments["python3.14"])
    assert result.reused
    assert result.builder.startswith("CPython 3.13.")


def plant(store: Path) -> None:
    """Add a file to the one wheel of a store, which does not notice."""
    record, = store.rglob("entry.json")
    wheel, = record.parent.glob("*.whl")
    # the wheel directory has a link to it
    content = wheel.read_bytes()
    wheel.unlink()
    wheel.write_bytes(content)
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("sample/planted.py", "")
    entry = json.loads(record.read_text())
    entry["sha256"] = hashlib.sha256(wheel.read_bytes()).hexdigest()
    record.write_text(json.dumps(entry))
    # it is named by what it says
    record.parent.rename(record.parent.with_name(
        _name_entry(Entry.from_json(entry))))


@pytest.mark.parametrize(("option", "status"), [
    ((), 3), (("--report-only",), 0), (("--ignore", "sitedir/*"), 0),
], ids=["plain", "report-only", "ignored"])
def test_a_wrong_reuse_is_told(
        workshop: Workshop, older: Environment, newer: Environment,
        option: tuple[str, ...], status: int) -> None:
    workshop.unpack("setuptools-pure")
    first, _ = verify(workshop, older, "--reuse-dir", workshop.reuse_dir)
    assert first.status == 0
    plant(workshop.reuse_dir)
    finished, report = verify(
        workshop, newer, "--reuse-dir", workshop.reuse_dir, *option)
    assert finished.status == status
    codes = {("file-removed", "sitedir/sample/planted.py"),
             ("record", "sitedir/sample.dist-info/RECORD")}
    assert list_codes(report) == (set() if "--ignore" in option else codes)


def test_the_others_need_only_the_backend(
        workshop: Workshop, environments: Environments) -> None:
    """What they need of us is lent, and nothing else of what is here."""
    workshop.unpack("setuptools-pure")
    (workshop.tree / "setup.py").write_text(
        "import importlib.util as u\n"
        "from setuptools import setup\n"
        "lent = [name for name in ('pytest', 'pip', 'flit_core',\n"
        "        'hatchling', 'elftools') if u.find_spec(name)]\n"
        "assert not lent, lent\n"
        "found = u.find_spec('packaging')\n"
        "assert not found or '/lent/' not in found.origin, found\n"
        "setup()\n")
    bare = [strip(environments[name], workshop.directory / f"bare-{name}",
                  ["setuptools"]) for name in ("python3.12", "pypy3.11")]
    options: list[str | Path] = []
    for environment in bare:
        options += ["--python", environment.python]
    before = list_cached(environments["python3.11"])
    finished, report = verify(
        workshop, environments["python3.11"], *options, workshop.tree)
    assert finished.status == 0
    assert report["failures"] == []
    assert len(report["comparisons"]) == 2
    # nothing is written next to what is lent
    assert list_cached(environments["python3.11"]) == before


def list_cached(environment: Environment) -> list[str]:
    return sorted(str(path) for path in environment.site_packages.glob(
        "installer/__pycache__/*"))


def test_failures_do_not_stop_the_others(
        workshop: Workshop, environments: Environments) -> None:
    tree = workshop.unpack("setuptools-pure")
    (tree / "setup.py").write_text(
        "import sys\nfrom setuptools import setup\n"
        "if sys.version_info[:2] == (3, 12):\n"
        "    sys.exit('not with this one')\nsetup()\n")
    finished, report = verify_several(workshop, *environments.pick(
        "python3.11", "python3.12", "python3.13"))
    assert finished.status == 1
    failure, = report["failures"]
    assert failure["interpreter"] == str(environments["python3.12"].python)
    assert "not with this one" in failure["log"]
    assert "not with this one" in finished.stderr
    assert len(report["comparisons"]) == 2
    # what the others did is no excuse
    assert report["verdict"] == "failed"
    assert report["explanation"].startswith("1 of 3 failed; ")
    assert [built["program"] for built in report["interpreters"]] == [
        str(environments[name].python)
        for name in ("python3.11", "python3.13")]


def test_logs_are_kept(workshop: Workshop, older: Environment,
                       newer: Environment) -> None:
    workshop.unpack("setuptools-pure")
    program = workshop.directory / "not-quite"
    program.write_text(
        "#!/bin/sh\n"
        'case $* in *build-wheel*) echo no wheel; exit 5;; esac\n'
        f'exec "{older.python}" "$@" | sed s/3\\.11/3.10/g\n')
    program.chmod(0o755)
    finished, report = verify(
        workshop, older, "--python", older.python, "--python", newer.python,
        "--python", program, "--log-dir", workshop.directory / "logs")
    assert finished.status == 1
    failure, = report["failures"]
    logs = workshop.directory / "logs"
    assert failure["interpreter"] == str(program)
    assert failure["log"] == (
        f"no wheel\nThe whole log is {logs}/3-not-quite-build.log")
    assert {path.name for path in logs.iterdir()} == {
        "1-python-build.log", "2-python-build.log", "3-not-quite-build.log"}
    assert len(report["comparisons"]) == 2


def test_sdist_and_relative_interpreters(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    tree = workshop.unpack("setuptools-pure")
    sdist = workshop.directory / "sample-1.tar.gz"
    with tarfile.open(sdist, "w:gz") as archive:
        archive.add(tree, "sample-1")
    finished, report = verify(
        workshop, older, "--python", older.python,
        "--python", os.path.relpath(newer.python, tree), sdist)
    assert finished.status == 0
    assert report["verdict"] == "same"


@pytest.fixture
def reader(workshop: Workshop) -> Environment:
    """Make an environment that can read extension modules."""
    pytest.importorskip("elftools")
    pytest.importorskip("abi3info")
    here = Environment("here", Path(sys.prefix))
    return derive(here, workshop.directory / "reader", (
        "abi3info", "gpep517", "installer", "packaging", "pyelftools"))


def test_stable_abi(workshop: Workshop, environments: Environments,
                    reader: Environment) -> None:
    """The bytes differ, the rest is the same; nobody reuses a newer's."""
    workshop.unpack("limited-api")
    options: list[str | Path] = []
    for environment in environments.pick(
            "python3.11", "python3.12", "python3.13"):
        options += ["--python", environment.python]
    finished, report = verify(workshop, reader, *options, workshop.tree)
    assert finished.status == 0
    assert report["verdict"] == "same"
    assert list_codes(report) == set()
    assert len(report["comparisons"]) == 3
    assert "pyelftools" in report["tools"]


def test_stable_abi_unread(workshop: Workshop, environments: Environments
                           ) -> None:
    """Without pyelftools, it is told what to install."""
    workshop.unpack("limited-api")
    finished, report = verify_several(
        workshop, *environments.pick("python3.11", "python3.12"))
    assert len(report["comparisons"]) == 1
    assert "pyelftools" not in report["tools"]
    assert ("\ngpep517-reuse: extension-unread: without pyelftools: install "
            "pyelftools and abi3info\n") in finished.stderr


def test_control_builds_see_no_store(workshop: Workshop, older: Environment
                                     ) -> None:
    """A store in the tree is neither copied nor built from."""
    tree = workshop.unpack("unstable-lines")
    for _ in range(2):
        finished, report = verify(workshop, older, "--reuse-dir",
                                  tree / "reuse")
        assert finished.status == 0
    assert report["verdict"] == "unstable"
    assert "fails" not in finished.stderr
