# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The examination of a package: decisions held against fresh builds."""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import typing

from collections.abc import Iterator, Mapping, Sequence

from corpus_report import Examined, Pair
from gpep517_reuse.environment.interpreter import Interpreter
from gpep517_reuse.files import digest_file
from gpep517_reuse.store.store import Store
from gpep517_reuse.verify.compare import Side
from gpep517_reuse.verify.findings import Severity
from gpep517_reuse.verify.pair import compare_with_controls, read_side
from gpep517_reuse.verify.rebuild import BuildError, Builder, Controls
from gpep517_reuse.wheel.filename import WheelName


FACTS = """\
import json, sys
from packaging.tags import sys_tags
json.dump([sorted({sys.prefix, sys.base_prefix}), [*map(str, sys_tags())]],
          sys.stdout)
"""
MOST_ENTRIES = 1000
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"


class User(typing.NamedTuple):
    """Name an environment of an interpreter, where that lies, and the tags
    that it takes.
    """

    name: str
    python: pathlib.Path
    prefixes: tuple[str, ...]
    tags: frozenset[str]

    @classmethod
    def of(cls, name: str, python: pathlib.Path) -> "User":
        process = subprocess.run((python, "-c", FACTS), check=True,
                                 stdout=subprocess.PIPE, text=True)
        prefixes, tags = json.loads(process.stdout)
        return cls(name, python, tuple(prefixes), frozenset(tags))


class Bench(typing.NamedTuple):
    """Name the place where one interpreter builds a package."""

    user: User
    builder: Builder
    top: pathlib.Path

    @property
    def store(self) -> pathlib.Path:
        return self.top.parent / "store"

    @property
    def wheel(self) -> pathlib.Path | None:
        return next(self.top.glob("wheel/*.whl"), None)

    def build(self) -> bool:
        """Build, unless that was done; tell whether there is a wheel."""
        log = self.top / "failed.log"
        if self.wheel or log.exists():
            return not log.exists()
        shutil.rmtree(self.top, ignore_errors=True)
        self.top.mkdir(parents=True)
        try:
            self.builder.build_copy(
                self.top, "--reuse-dir", str(self.store), "--no-reuse",
                "--reuse-path", str(self.top / "tree"))
        except BuildError as error:
            log.write_text(error.log)
            return False
        finally:
            for name in ("tree", "build"):
                shutil.rmtree(self.top / name, ignore_errors=True)
        return True

    def find(self, tree: pathlib.Path) -> Mapping[str, typing.Any]:
        """Ask which of all wheels would be reused, as find-wheel --json."""
        process = subprocess.run(
            (*self.builder.command, "find-wheel", "--reuse-dir", self.store,
             "--json", "--reuse-path", tree), cwd=tree,
            # not what a library puts behind Python's back, as readline does
            env=dict(os.environ), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False)
        try:
            found: Mapping[str, typing.Any] = json.loads(process.stdout)
        except ValueError:
            sys.exit(process.stderr)
        return found


class Built(typing.NamedTuple):
    """Hold what one interpreter built, and what it finds to be reused.

    ``stored`` is the wheel in the store, empty where it was not kept.
    """

    bench: Bench
    wheel: pathlib.Path
    sha256: str
    stored: str
    found: Mapping[str, typing.Any]

    @property
    def user(self) -> User:
        return self.bench.user

    @property
    def name(self) -> WheelName:
        return WheelName.parse(self.wheel.name)

    def read(self) -> Side:
        return read_side(
            self.wheel, Interpreter.from_json(self.found["interpreter"]),
            *self.user.prefixes)

    def find_refusal(self, builder: "Built") -> tuple[Sequence[str], str]:
        """Return the codes of why another one's wheel is not reused here,
        and the first one's sentence; no code where it is.
        """
        if builder.stored and self.found["chosen"] == builder.stored:
            return (), ""
        for refusal in self.found["refused"]:
            if refusal["wheel"] == (builder.stored or None):
                codes = [refusal["reason"], *refusal["others"]]
                # another one that suits as well is reused in its place
                return ([], "") if codes == ["outranked"] else (
                    list(dict.fromkeys(codes)), refusal["sentence"])
        return ["unknown"], "it is not in the store"


def examine(title: str, source: pathlib.Path, users: Sequence[User],
            top: pathlib.Path, variables: Sequence[str] = ()) -> Examined:
    """Build with all interpreters, and judge all pairs of them.

    Wheels that lie below ``top`` are not built again.
    """
    benches = [make_bench(user, source, top / user.name, variables)
               for user in users]
    fit = [bench for bench in benches if bench.build()]
    results = list(look_for_all(fit, top))
    return Examined(
        title=title, tags=frozenset(
            result.wheel.stem.split("-", 2)[2] for result in results),
        pairs=tuple(judge_all(results, top / "truth.json")),
        failed=tuple(bench.user.name for bench in benches
                     if bench not in fit))


def make_bench(user: User, source: pathlib.Path, top: pathlib.Path,
               variables: Sequence[str]) -> Bench:
    path = f"PATH={user.python.parent}:{SYSTEM_PATH}"
    return Bench(user, Builder(
        command=("env", path, *variables, str(user.python), "-P", "-m",
                 "gpep517_reuse"),
        options=(), current=source, directories=(source,),
        log_dir=top / "logs"), top)


def look_for_all(benches: Sequence[Bench], top: pathlib.Path
                 ) -> Iterator[Built]:
    """Have each of those that built look for wheels."""
    stored = list_stored(top / "store")
    with tempfile.TemporaryDirectory() as temporary:
        copy = pathlib.Path(temporary).resolve()
        for bench in benches:
            if not (copy / "tree").exists():
                # to look is to write nothing
                bench.builder.copy(copy)
            found = bench.find(copy / "tree")
            wheel = bench.wheel
            assert wheel is not None
            sha256 = digest_file(wheel)
            key = sha256, found["interpreter"]["version"]
            yield Built(bench, wheel, sha256, stored.get(key, ""), found)


def list_stored(store: pathlib.Path) -> Mapping[tuple[str, str], str]:
    """Return the wheels by SHA-256 and the builder's version."""
    if not store.exists():
        return {}
    return {
        (entry.sha256, entry.builder.version): str(wheel)
        for entry, wheel in Store.open(store, create=False).find_others(
            (), most=MOST_ENTRIES)}


def judge_all(results: Sequence[Built], kept: pathlib.Path) -> Iterator[Pair]:
    """Judge all pairs; ``kept`` is where the truth is kept."""
    truth = json.loads(kept.read_text()) if kept.exists() else {}
    for here in results:
        with contextlib.closing(Controls(here.bench.builder)) as controls:
            for builder in results:
                if builder is here:
                    continue
                by_tag = not here.user.tags.isdisjoint(builder.name.tags)
                key = f"{builder.sha256} {here.sha256}"
                if by_tag and key not in truth:
                    truth[key] = compare(builder, here, controls)
                reasons, sentence = here.find_refusal(builder)
                yield Pair(
                    builder.user.name, here.user.name,
                    tuple(truth[key] if by_tag else ["its tag"]),
                    tuple(reasons), sentence, by_tag)
    kept.write_text(json.dumps(truth))


def compare(builder: Built, here: Built, controls: Controls) -> list[str]:
    """Compare what is installed; return a few of the differences."""
    if builder.sha256 == here.sha256:
        return []
    old, new = builder.read(), here.read()
    names = [{path for path in side.installed.files if path.endswith(".so")}
             for side in (old, new)]
    if names[0] != names[1] and not (
            builder.name.is_stable and here.name.is_stable):
        # nothing that another build would excuse; a module for a stable
        # ABI has two names
        return sorted(f"file: {name}" for name in names[0] ^ names[1])[:3]
    return [f"{difference.code.code}: {difference.path}"
            for difference in compare_with_controls(old, new, controls, ())
            if difference.severity is Severity.FINDING][:3]
