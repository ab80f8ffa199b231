# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Use one store for long, by many at once, with everything going wrong.

Eight callers build 33 small projects with each interpreter that is found,
each in trees of its own, with one store.  In between, sources are edited,
calls are killed or interrupted, and what the store holds is damaged.  Each
wheel that is handed out is held against what gpep517 alone builds, of a clean
copy of the same sources by the same interpreter; such builds are kept, as
they are the same each time.  Exits with 1 where a wheel is wrong, a call
fails that should not, or an interrupted one leaves something behind.

The seed decides who calls what, edits, kills and damages; what meets what
differs from run to run.  What is found wrong is kept in the directory, with
the tree before and after.
"""

import argparse
import collections
import concurrent.futures
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import typing

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from gpep517_reuse.wheel.installed import find_renamed

from demo import ALL_NAMES, find_interpreters
from integration.environments import Environment, Environments
from integration.harness import read_installed, read_members
from soak_projects import Project, make_projects


CALLERS = 8
#: How likely each is, at each call.
EDIT, RENEW, KILL, DAMAGE, STAY = 0.2, 0.1, 0.06, 0.05, 0.75
#: PyPy takes so long that it has its turn less often.
RARE = 0.25
#: What Python says of Ctrl-C before it runs anything of ours.
TOO_EARLY = "init_import_site: Failed to import the site module"
SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT,
           signal.SIGHUP)
#: Seconds until a kill, and those that no call takes.
LATEST, PATIENCE = 2.0, 600
MARK = re.compile(rb"variant-\d")
REASON = re.compile(r" Not reusing \S+ of [^:]+: (?P<reason>.*)$",
                    re.MULTILINE)
WARNING = re.compile(r" gpep517_reuse\S* WARNING ")

Installed = Mapping[str, object]


class Variant(typing.NamedTuple):
    """What edits made of a project, and what a call has in its environment.
    """

    content: int = 0
    has_extra: bool = False
    has_variable: bool = False

    def write(self, project: Project, tree: Path) -> None:
        """Change the sources of a tree."""
        edited = tree / project.edited
        text = (project.directory / project.edited).read_text()
        edited.write_text(text + (
            f'const char sample_mark[] = "variant-{self.content}";\n'
            if edited.suffix == ".c" else f"VARIANT = {self.content}\n"))
        extra = edited.with_name("extra.py")
        extra.unlink(missing_ok=True)
        if self.has_extra:
            extra.write_text("EXTRA = True\n")


class Call(typing.NamedTuple):
    """A call to be made: of which interpreter, where, for what."""

    environment: Environment
    project: Project
    variant: Variant
    tree: Path


class Truth:
    """What gpep517 alone builds; each build is made once."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock = threading.Lock()
        self._futures: dict[tuple[str, str, Variant],
                            concurrent.futures.Future[Installed | None]] = {}

    @property
    def count(self) -> int:
        return len(self._futures)

    def find(self, call: Call) -> Installed | None:
        """Return what is installed of a fresh build of clean sources, None
        where it fails.
        """
        key = call.environment.name, call.project.name, call.variant
        with self._lock:
            is_new = key not in self._futures
            future = self._futures.setdefault(
                key, concurrent.futures.Future())
        if is_new:
            clean = self._directory / "-".join(map(str, (
                *key[:2], *map(int, call.variant))))
            shutil.copytree(call.project.directory, clean)
            call.variant.write(call.project, clean)
            future.set_result(build_plainly(call._replace(tree=clean)))
            shutil.rmtree(clean)
        return future.result()


def build_plainly(call: Call) -> Installed | None:
    """Build by gpep517 alone in a tree; return what would be installed."""
    wheels = call.tree.with_name(call.tree.name + "-wheels")
    process = subprocess.run(
        (call.environment.python, "-P", "-m", "gpep517", "build-wheel",
         "--output-fd", "1", "--wheel-dir", wheels), cwd=call.tree,
        env=make_environ(call, call.tree.parent), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
        timeout=PATIENCE)
    found = None if process.returncode else read_wheel(wheels)
    shutil.rmtree(wheels, ignore_errors=True)
    return found


def make_environ(call: Call, temporary: Path) -> dict[str, str]:
    """Return all variables of a call."""
    return {
        "HOME": str(temporary), "LC_ALL": "C.UTF-8", "TMPDIR": str(temporary),
        "PATH": f"{call.environment.programs}:/usr/bin:/bin",
        "SOURCE_DATE_EPOCH": "1700000000", "PYTHONDONTWRITEBYTECODE": "1",
        **({"SAMPLE_MORE": "1"} if call.variant.has_variable else {})}


def read_wheel(directory: Path) -> Installed:
    """Read what is installed of the one wheel in a directory.

    Of an extension module, which is never the same bytes twice, what the
    edits put there.
    """
    (wheel,) = directory.glob("*.whl")
    return {**read_installed(directory), **{
        name: frozenset(MARK.findall(content))
        for name, content in read_members(wheel).items()
        if name.endswith(".so")}}


def is_same(found: Installed, expected: Installed | None) -> bool:
    """Return True if a wheel installs what a fresh one would.

    A module for a stable ABI has another name by some interpreters, and is
    found by either.
    """
    if expected is None:
        return False
    names = find_renamed(found, expected)
    return {names.get(name, name): content
            for name, content in found.items()} == expected


class Soak:
    """One store, all interpreters and projects, and what was counted."""

    def __init__(self, top: Path, environments: Sequence[Environment],
                 seed: int) -> None:
        self.top = top
        self.store = top / "store"
        self.environments = environments
        self.projects = make_projects(top / "projects")
        self.seed = seed
        self.truth = Truth(top / "truth")
        self.counts: collections.Counter[str] = collections.Counter()
        self.reasons: collections.Counter[str] = collections.Counter()
        self._lock = threading.Lock()

    def count(self, what: str) -> None:
        """Count what happened."""
        with self._lock:
            self.counts[what] += 1
            if what == "calls" and self.counts[what] % 100 == 0:
                print(f"{self.counts[what]} calls, {self.counts['reused']} "
                      f"reused, {self.counts['wrong']} wrong", flush=True)

    def tell_reasons(self, log: str) -> None:
        """Count why wheels were not reused, without what is of one case."""
        with self._lock:
            self.reasons.update({
                re.sub(r"[\w./+-]*\d[\w./+:-]*", "*", reason.split(": ")[0])
                for reason in REASON.findall(log)})

    def keep(self, what: str, call: Call, before: Path, log: str) -> None:
        """Keep what it takes to find out why something is wrong."""
        self.count(what)
        with self._lock:
            place = self.top / "found" / str(self.counts[what]) / what
        place.mkdir(parents=True)
        (place / "call.txt").write_text(f"{call}\n\n{log}")
        for source, name in ((before, "before"), (call.tree, "after"),
                             (wheels_of(call), "wheels")):
            if source.exists():
                shutil.copytree(source, place / name, symlinks=True)
        print(f"{what}: {call.project.name}, {call.environment.name}, "
              f"{call.variant}: {place}", flush=True)


def wheels_of(call: Call) -> Path:
    """Return where a caller has its wheels."""
    return call.tree.parent.parent / "wheels"


class Caller:
    """One who builds, one call after the other, in trees of its own."""

    def __init__(self, soak: Soak, number: int) -> None:
        self._soak = soak
        self._random = random.Random(f"{soak.seed}-{number}")
        self._top = soak.top / f"caller-{number}"
        self._temporary = self._top / "tmp"
        self._temporary.mkdir(parents=True)
        self._variants: dict[str, Variant] = {}
        self._project = self._random.choice(soak.projects)

    def run(self, calls: int, deadline: float) -> None:
        """Make so many calls, unless time is up."""
        for _ in range(calls):
            if time.monotonic() > deadline:
                break
            self._make_one(self._choose())

    def _choose(self) -> Call:
        """Choose what comes next, and change sources or the store."""
        if self._random.random() > STAY:
            self._project = self._random.choice(self._soak.projects)
        project = self._project
        tree = self._top / "trees" / project.name
        variant = self._variants.get(project.name, Variant())
        if not tree.exists() or self._random.random() < RENEW:
            self._soak.count("fresh trees")
            shutil.rmtree(tree, ignore_errors=True)
            shutil.copytree(project.directory, tree)
            variant.write(project, tree)
        if self._random.random() < EDIT:
            self._soak.count("edits")
            variant = Variant(self._random.randrange(2),
                              self._random.random() < 0.2,
                              self._random.random() < 0.5)
            variant.write(project, tree)
        if project.name != "packs-by-variable":
            variant = variant._replace(has_variable=False)
        self._variants[project.name] = variant
        if self._random.random() < DAMAGE:
            damage(self._soak, self._random)
        (environment,) = self._random.choices(self._soak.environments, [
            RARE if environment.name.startswith("pypy") else 1
            for environment in self._soak.environments])
        return Call(environment, project, variant, tree)

    def _make_one(self, call: Call) -> None:
        """Make a call, and look at what comes of it."""
        before = self._top / "before" / call.project.name
        shutil.rmtree(before.parent, ignore_errors=True)
        shutil.copytree(call.tree, before, symlinks=True)
        shutil.rmtree(wheels_of(call), ignore_errors=True)
        kill = (self._random.choice(SIGNALS)
                if self._random.random() < KILL else None)
        status, log = self._run(call, kill)
        self._soak.count("calls")
        if kill is not None and (status == -kill or TOO_EARLY in log):
            self._soak.count(kill.name)
            self._look_for_leftovers(call, before, kill, log)
        elif status:
            self._soak.count("calls that failed")
            if self._soak.truth.find(call) is not None:
                self._soak.keep("failed", call, before, log)
        else:
            self._compare(call, before, log)

    def _run(self, call: Call, kill: signal.Signals | None
             ) -> tuple[int, str]:
        """Run a command line; return its status and log."""
        with subprocess.Popen(
                (call.environment.python, "-P", "-m", "gpep517_reuse",
                 "build-wheel", "--output-fd", "1", "--wheel-dir",
                 wheels_of(call), "--reuse-dir", self._soak.store),
                cwd=call.tree, env=make_environ(call, self._temporary),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE, text=True, errors="replace",
                start_new_session=True) as process:
            try:
                _, log = process.communicate(
                    timeout=self._random.uniform(0, LATEST) if kill
                    else PATIENCE)
            except subprocess.TimeoutExpired:
                # all of them, as at the end of a container
                os.killpg(process.pid, kill or signal.SIGKILL)
                _, log = process.communicate()
        return process.returncode, log

    def _look_for_leftovers(self, call: Call, before: Path,
                            kill: signal.Signals, log: str) -> None:
        left = os.listdir(self._temporary)
        if left and kill != signal.SIGKILL:
            self._soak.keep("left behind", call, before, f"{left}\n{log}")
        shutil.rmtree(self._temporary)
        self._temporary.mkdir()

    def _compare(self, call: Call, before: Path, log: str) -> None:
        """Hold the wheel against fresh builds of the same sources.

        What an earlier build left in the tree may count as well.
        """
        is_reused = "Reusing " in log.splitlines()[-1]
        self._soak.count("reused" if is_reused else "built")
        if WARNING.search(log):
            self._soak.count("with warnings")
        self._soak.tell_reasons(log)
        found = read_wheel(wheels_of(call))
        expected = self._soak.truth.find(call)
        if expected is None and is_reused:
            self._soak.count("reused where a fresh build fails")
            return
        if is_same(found, expected):
            return
        again = before.with_name("again")
        shutil.copytree(before, again, symlinks=True)
        if is_same(found, build_plainly(call._replace(tree=again))):
            self._soak.count("shaped by what was left in the tree")
        else:
            self._soak.keep("wrong", call, before, log)


def damage(soak: Soak, chance: random.Random) -> None:
    """Damage something in the store, as a disk or a person would.

    A file is replaced, not written to: what was handed out is a link to it.
    """
    pattern = chance.choice(("*/*/*.whl", "*/*/entry.json", "*/*/tree.json",
                             "states/*", "*/*"))
    found = sorted((soak.store / "v1").glob(pattern))
    if not found:
        return
    path = chance.choice(found)
    how = chance.choice((cut, flip, empty, scrawl, remove, replace_by_link))
    soak.count(f"damage: {how.__name__}")
    try:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif (content := how(path.read_bytes(), chance)) is not None:
            other = soak.top / f"damage-{threading.get_ident()}"
            other.write_bytes(content)
            other.replace(path)
        else:
            path.unlink()
            if how is replace_by_link:
                path.symlink_to("nowhere")
    except FileNotFoundError:
        # another one damaged it
        soak.count("damage: too late")


Damage = Callable[[bytes, random.Random], "bytes | None"]


def cut(content: bytes, chance: random.Random) -> bytes:
    """Lose the end."""
    return content[:chance.randrange(len(content) or 1)]


def flip(content: bytes, chance: random.Random) -> bytes:
    """Change one bit."""
    changed = bytearray(content or b"\0")
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def empty(_: bytes, __: random.Random) -> bytes:
    """Lose all."""
    return b""


def scrawl(_: bytes, chance: random.Random) -> bytes:
    """Become something else."""
    return chance.randbytes(chance.randrange(5000))


def remove(_: bytes, __: random.Random) -> None:
    """Become nothing."""


def replace_by_link(_: bytes, __: random.Random) -> None:
    """Become a link."""


def main() -> int:
    """Run; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--calls", type=int, default=2000, metavar="N")
    parser.add_argument("--minutes", type=float, default=90, metavar="N",
                        help="make no more calls then (default: 90)")
    parser.add_argument("--seed", type=int, default=517, metavar="N")
    args = parser.parse_args()
    top: Path = args.directory.resolve()
    if top.exists():
        parser.error(f"{top} is there already")
    # what runs in the background would ignore it, and so would the calls
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    kept = os.environ.get("GPEP517_REUSE_VENVS")
    all_environments = Environments(Path(kept) if kept else top / "venvs")
    environments = [all_environments[item.name]
                    for item in find_interpreters(ALL_NAMES)]
    soak = Soak(top, environments, args.seed)
    began = time.monotonic()
    deadline = began + 60 * args.minutes
    with concurrent.futures.ThreadPoolExecutor(CALLERS) as pool:
        futures = [pool.submit(
            Caller(soak, number).run, len(range(
                number, args.calls, CALLERS)), deadline)
            for number in range(CALLERS)]
    for future in futures:
        future.result()
    report(soak, time.monotonic() - began)
    return int(any(soak.counts[name]
                   for name in ("wrong", "failed", "left behind")))


def report(soak: Soak, seconds: float) -> None:
    """Print what was counted."""
    print(f"{len(soak.environments)} interpreters, {len(soak.projects)} "
          f"projects, {soak.truth.count} fresh builds to compare with, "
          f"{seconds:.0f} s")
    for counts in (soak.counts, soak.reasons):
        for name, count in sorted(counts.items()):
            print(f"{count:6} {name}")
    for name in ("wrong", "failed", "left behind"):
        print(f"{soak.counts[name]:6} {name}")


if __name__ == "__main__":
    sys.exit(main())
