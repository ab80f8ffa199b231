# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the evidence."""

import hashlib
import os
import sys
import time

from collections.abc import Mapping
from pathlib import Path

import pytest

from gpep517_reuse.backends.settings import Settings
from gpep517_reuse.build.paths import Scene
from gpep517_reuse.build.summary import Evidence, gather
from gpep517_reuse.build.variables import Reader
from gpep517_reuse.build.watch import Observation
from gpep517_reuse.environment.distributions import read_distributions
from gpep517_reuse.environment.variables import WHOLE
from gpep517_reuse.sources.tree import Roots, Scan, find_touched, scan
from gpep517_reuse.wheel.archive import Wheel, digest_script
from gpep517_reuse.wheel.filename import WheelName

from samples import PURE, take


SCRIPT = "sample-1.data/scripts/run"


def make_wheel(members: Mapping[str, str] | None = None,
               filename: str = PURE) -> Wheel:
    return Wheel(name=WheelName.parse(filename), members=members or {},
                 metadata=b"", interpreter_names=(), faults=())


class Stage:
    """Hold a source tree, and what is observed while it is built."""

    def __init__(self, top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.top = top
        self.site = top.parent / "site"
        # not the tree, as under -P
        monkeypatch.setattr(sys, "path", [str(self.site), *(
            path for path in sys.path
            if path not in ("", str(top.parent)))])
        self.roots = Roots.of(top, ())
        self.observation = Observation()
        self.earlier = self.scan()
        # what is made before the build is old, whatever the clock says
        self.began = time.time_ns() + 10**10
        self.own: tuple[str, ...] = ()
        self.wheel = make_wheel()

    def write(self, path: str, text: str = "") -> str:
        location = self.top / path
        location.parent.mkdir(parents=True, exist_ok=True)
        location.write_text(text)
        return str(location)

    def scan(self) -> Scan:
        return scan(self.roots, is_known_wheel=lambda _: False)

    def begin(self) -> None:
        self.earlier = self.scan()

    def end(self) -> Evidence:
        after = self.scan()
        return gather(
            self.observation,
            Scene(roots=self.roots, before=self.earlier.tree,
                  after=after.tree, began=self.began, own=self.own,
                  touched=find_touched(self.earlier, after)), self.wheel,
            read_distributions([str(self.site)]),
            Settings(self.top / "pyproject.toml"))


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    top = tmp_path.resolve() / "tree"
    top.mkdir()
    return Stage(top, monkeypatch)


def test_nothing(stage: Stage) -> None:
    assert stage.end() == Evidence(
        ran=(), elsewhere=(), modules={}, started=(), meddling=(),
        variables=frozenset(),
        program_variables=(), is_environment_lost=False, tools={},
        undistributed={}, plugins={}, groups=(), unknown_plugins=(),
        generated=(), foreign=(),
        changed_by_others=())


def test_ran(stage: Stage) -> None:
    stage.observation.executed |= {
        stage.write("pkg/_build.py"), stage.write("hatch_build.py"),
        os.__file__}
    assert stage.end().ran == ("hatch_build.py", "pkg/_build.py")


def test_ran_by_a_link(stage: Stage) -> None:
    stage.write("pkg/a.py")
    link = stage.top.parent / "link"
    link.symlink_to(stage.top / "pkg")
    stage.observation.executed.add(str(link / "a.py"))
    assert stage.end().ran == ("pkg/a.py",)


def test_ran_what_the_build_made(stage: Stage) -> None:
    path = str(stage.top.parent / "generated.py")
    stage.observation.written.add(path)
    stage.observation.executed.add(path)
    assert stage.end().ran == ("../generated.py",)


def test_ran_what_another_process_made(stage: Stage) -> None:
    stage.began = 0
    path = stage.top.parent / "generated.py"
    path.write_text("")
    stage.observation.executed.add(str(path))
    assert stage.end().ran == ("../generated.py",)


def install_tool(directory: Path, name: str, version: str,
                 entry_points: str = "") -> str:
    """Install a distribution of one module; return the module's path."""
    info = directory / f"{name}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "RECORD").write_text(f"{name}.py,,\n")
    (info / "entry_points.txt").write_text(entry_points)
    return str(directory / f"{name}.py")


@pytest.mark.parametrize(("tool", "ran"), [
    ("setuptools", ("setup.py",)), ("flit_core", ())])
def test_setup_script_runs_without_a_name(stage: Stage, tool: str,
                                          ran: tuple[str, ...]) -> None:
    stage.observation.executed.add(install_tool(stage.site, tool, "1"))
    stage.observation.read.add(stage.write("setup.py"))
    assert stage.end().ran == ran


def test_tools_and_plugins(stage: Stage) -> None:
    stage.observation.executed.add(
        install_tool(stage.site, "setuptools", "80"))
    install_tool(stage.site, "setuptools_scm", "9",
                 "[setuptools.finalize_distribution_options]\n")
    install_tool(stage.site, "pytest", "8", "[pytest11]\n")
    evidence = stage.end()
    assert evidence.tools == {"setuptools": "80"}
    assert evidence.plugins == {"setuptools-scm": "9"}
    assert "setuptools." in evidence.groups


def test_loose_modules(stage: Stage) -> None:
    stage.site.mkdir()
    (stage.site / "helper.py").write_bytes(b"")
    stage.observation.executed.add(str(stage.site / "helper.py"))
    assert stage.end().undistributed == {
        "helper.py": hashlib.sha256(b"").hexdigest()}


def test_stable_abi_without_extension_modules(stage: Stage) -> None:
    wheel = make_wheel(filename="sample-1-cp312-abi3-linux_x86_64.whl")
    assert list(stage.end().find_faults(wheel)) == [
        "it is for a stable ABI, and holds no extension module"]


def test_made_up(stage: Stage) -> None:
    stage.write("src/sample.py", "a")
    stage.write("run", "#!/usr/bin/python\nb")
    stage.begin()
    stage.write("late.py", "c")
    stage.wheel = make_wheel({
        "sample.py": hashlib.sha256(b"a").hexdigest(),
        SCRIPT: digest_script(b"b"),
        "late.py": hashlib.sha256(b"c").hexdigest(),
        "changed.py": hashlib.sha256(b"a\n").hexdigest()})
    assert stage.end().generated == ("changed.py", "late.py")


@pytest.mark.parametrize("name", ["other", "run.py"])
def test_script_of_another_name_is_made_up(stage: Stage, name: str) -> None:
    stage.write(name, "#!/usr/bin/python\nb")
    stage.begin()
    stage.wheel = make_wheel({SCRIPT: digest_script(b"b")})
    assert stage.end().generated == (SCRIPT,)


def test_script_that_was_changed_is_made_up(stage: Stage) -> None:
    stage.write("run", "#!/usr/bin/python\na")
    stage.begin()
    stage.write("run", "#!/usr/bin/python\nb")
    stage.wheel = make_wheel({SCRIPT: digest_script(b"b")})
    assert stage.end().generated == (SCRIPT,)


def test_link_is_no_content(stage: Stage) -> None:
    (stage.top / "a").symlink_to("b")
    stage.begin()
    stage.wheel = make_wheel({"sample.py": "b"})
    assert stage.end().generated == ("sample.py",)


def test_foreign(stage: Stage) -> None:
    outside = stage.top.parent / "outside.h"
    outside.write_text("")
    own = stage.top.parent / "own"
    own.mkdir()
    (own / "a").write_text("")
    stage.own = (str(own),)
    inside = stage.write("inside.h")
    stage.observation.written.add(inside)
    stage.observation.read |= {
        str(outside), str(own / "a"), inside,
        "/etc/passwd", os.__file__, str(stage.top.parent / "missing"),
        str(stage.top.parent)}
    evidence = stage.end()
    assert evidence.foreign == (str(outside),)
    assert list(evidence.find_faults(stage.wheel)) == [
        f"its build read {outside}, which is not in the sources"]


def test_what_the_build_made_is_not_foreign(stage: Stage) -> None:
    stage.began = 0
    (stage.top.parent / "a").write_text("")
    stage.observation.read.add(str(stage.top.parent / "a"))
    assert stage.end().foreign == ()


def test_beside_a_system_directory(stage: Stage,
                                   monkeypatch: pytest.MonkeyPatch) -> None:
    beside = stage.top.parent / "site2"
    beside.mkdir()
    (beside / "a.py").write_text("")
    monkeypatch.setattr(sys, "path", [str(stage.top.parent / "site")])
    stage.observation.read.add(str(beside / "a.py"))
    assert stage.end().foreign == (str(beside / "a.py"),)


def test_meddled(stage: Stage) -> None:
    for path in ("ours.py", "theirs.py", "removed.py", "unchanged.py"):
        stage.write(path)
    stage.begin()
    stage.observation.written |= {stage.write("ours.py", "a"),
                                  str(stage.top / "new.py")}
    stage.write("theirs.py", "a")
    stage.write("new.py", "a")
    stage.write("new too.py", "a")
    (stage.top / "removed.py").unlink()
    evidence = stage.end()
    assert evidence.changed_by_others == (
        "new too.py", "removed.py", "theirs.py")
    assert list(evidence.find_faults(stage.wheel)) == [
        "new too.py was changed during its build, by another process",
        "removed.py was changed during its build, by another process",
        "theirs.py was changed during its build, by another process"]


def test_meddled_in_another_directory(stage: Stage) -> None:
    (stage.top.parent / "other").mkdir()
    stage.roots = Roots.of(stage.top, [stage.top.parent / "other"])
    stage.begin()
    stage.observation.written.add(
        os.path.abspath(stage.write("../other/ours.py")))
    stage.write("../other/theirs.py")
    assert stage.end().changed_by_others == ("../other/theirs.py",)


@pytest.mark.parametrize(("written", "started", "changed_by_others"), [
    (False, set(), ("a.py",)), (True, set(), ()),
    (False, {"git"}, ("a.py",)), (False, {"ninja"}, ()),
], ids=["by others", "by the build", "git", "maybe by a program"])
def test_changed_and_changed_back(
        stage: Stage, written: bool, started: set[str],
        changed_by_others: tuple[str, ...]) -> None:
    """What was built in between is of a state that nobody sees."""
    path = stage.write("a.py")
    os.utime(path, ns=(1, 1))
    os.link(stage.write("linked.py"), stage.top.parent / "link")
    stage.begin()
    stage.write("a.py", "edited")
    stage.write("a.py")
    (stage.top.parent / "link").unlink()
    (stage.top / "linked.py").chmod(0o600)
    stage.observation.started |= started
    if written:
        stage.observation.written.add(path)
    assert stage.end().changed_by_others == changed_by_others


def test_what_another_program_made_is_the_builds(stage: Stage) -> None:
    stage.begin()
    stage.observation.started |= {"git", "gcc"}
    stage.write("module.o")
    assert stage.end().changed_by_others == ()


def test_removed_with_its_directory(stage: Stage) -> None:
    stage.write("build/lib/a.py")
    stage.begin()
    (stage.top / "build" / "lib" / "a.py").unlink()
    # as shutil.rmtree("build") is seen
    stage.observation.written.add(str(stage.top / "build"))
    assert stage.end().changed_by_others == ()


def test_making_a_directory_that_is_there_excuses_nothing(stage: Stage
                                                          ) -> None:
    stage.write("src/a.py")
    stage.begin()
    # os.makedirs(exist_ok=True) is seen like one that made it
    take(stage.observation, "os.mkdir", (str(stage.top / "src"), 0o777, -1))
    stage.write("src/a.py", "edited meanwhile")
    assert stage.end().changed_by_others == ("src/a.py",)


@pytest.mark.parametrize(("filename", "started", "faults"), [
    (PURE, {"git", "hg", "uname"}, []),
    (PURE, {"gcc", "git"},
     ["its build started gcc, which may have decided anything; "
      "--trust-program vouches for it"]),
    ("sample-1-cp312-abi3-linux_x86_64.whl", {"gcc"}, []),
    ("sample-1-cp312-cp312-linux_x86_64.whl", {"gcc"}, []),
], ids=["harmless", "compiler", "stable ABI", "exact ABI"])
def test_started(stage: Stage, filename: str, started: set[str],
                 faults: list[str]) -> None:
    stage.observation.started |= started
    evidence = stage.end()
    assert evidence.started == tuple(sorted(started))
    wheel = make_wheel({"_x.abi3.so": ""}, filename)
    assert list(evidence.find_faults(wheel)) == faults


@pytest.mark.parametrize(("authors", "is_generated"), [
    (("setuptools_scm/_file.py",), False), (("hatch_vcs/hook.py",), False),
    (("setuptools/build.py",), True), (("unknown.py",), True), ((), True),
    (("setuptools_scm/_file.py", "unknown.py"), True)], ids=str)
def test_version_file_of_a_known_plugin(
        stage: Stage, authors: tuple[str, ...], is_generated: bool) -> None:
    """What setuptools-scm writes is the same for every interpreter."""
    stage.begin()
    path = stage.write("pkg/_version.py", "version = '1'")
    stage.observation.written.add(path)
    stage.observation.authors[path] = {
        str(stage.site / author) for author in authors}
    digest = hashlib.sha256(b"version = '1'").hexdigest()
    stage.wheel = make_wheel({"pkg/_version.py": digest})
    assert stage.end().generated == ("pkg/_version.py",) * is_generated


def test_plugin_of_which_nothing_is_known(stage: Stage) -> None:
    for name in ("hatchling", "hatch_vcs", "hatch_sample"):
        info = stage.site / f"{name}-1.dist-info"
        info.mkdir(parents=True)
        (info / "entry_points.txt").write_text("[hatch]\na = b\n")
        (info / "RECORD").write_text(f"{name}.py,,\n")
        (stage.site / f"{name}.py").write_text("")
        stage.observation.executed.add(str(stage.site / f"{name}.py"))
    assert stage.end().unknown_plugins == ("hatch-sample",)


@pytest.mark.parametrize(("name", "file", "caller", "counts"), [
    ("SAMPLE", "setup.py", "setup.py", True),
    ("SAMPLE", "/lib/gettext.py", "setup.py", False),
    ("TMPDIR", "setup.py", "setup.py", False),
    ("DIST_EXTRA_CONFIG", "setup.py", "setup.py", False),
    ("PATH", "setup.py", "setup.py", True),
    ("PATH", "/lib/subprocess.py", "setup.py", False),
    ("HOME", "/lib/posixpath.py", "setuptools/dist.py", False),
    ("HOME", "/lib/posixpath.py", "unknown/dist.py", True),
], ids=str)
def test_variables(stage: Stage, name: str, file: str, caller: str,
                   counts: bool) -> None:
    if "/" in caller:
        caller = str(stage.site / caller)
    stage.observation.variables.variables[name] = {Reader(file, caller)}
    assert (name in stage.end().variables) is counts


@pytest.mark.parametrize(("caller", "counts"), [
    ("setuptools/util.py", False), ("unknown.py", True)])
def test_environment_as_a_whole(stage: Stage, caller: str, counts: bool
                                ) -> None:
    stage.observation.variables.sweeps.add(
        Reader("x", str(stage.site / caller)))
    assert (WHOLE in stage.end().variables) is counts
