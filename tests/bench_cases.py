# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The cases: what is measured against what, and how much it may be."""

import functools
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import typing

from collections.abc import Callable, Iterator, Mapping, Sequence

from bench_measure import Command, Measured, Row, Sample, sum_up
from bench_phases import Phase, list_phases, make_row
from demo import HERE
from gentoo.harness import System
from integration.environments import Environment


FINGERPRINT = """\
import pathlib
from gpep517_reuse.sources.tree import Roots, scan
scan(Roots.of(pathlib.Path.cwd(), ()), is_known_wheel=lambda digest: False)
"""
# a child's own peak, without what its parent had before exec()
PEAK = """\
import sys
from gpep517_reuse.cli.main import main
status = main(["gpep517-reuse", *sys.argv[1:]])
with open("/proc/self/status") as file:
    peaks = [line.split() for line in file if line.startswith("VmHWM")]
sys.stdout.flush()
sys.exit(status or print(1024 * int(peaks[0][1])))
"""
LARGE_BACKEND = """\
import base64, hashlib, zipfile
INFO = "large-1.dist-info"
MEMBERS = {
    "large.bin": SIZE * [bytes(2**20)],
    f"{INFO}/METADATA": [b"Metadata-Version: 2.1\\n"
                         b"Name: large\\nVersion: 1\\n"],
    f"{INFO}/WHEEL": [b"Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\n"
                      b"Tag: py3-none-any\\n"],
}
def build_wheel(directory, config_settings=None, metadata_directory=None):
    name = "large-1-py3-none-any.whl"
    record = f"{INFO}/RECORD,,\\n"
    with zipfile.ZipFile(f"{directory}/{name}", "w") as archive:
        for member, blocks in MEMBERS.items():
            digest = hashlib.sha256()
            with archive.open(member, "w", force_zip64=True) as file:
                for block in blocks:
                    file.write(block)
                    digest.update(block)
            text = base64.urlsafe_b64encode(digest.digest()).decode()
            record += f"{member},sha256={text.rstrip('=')},\\n"
        archive.writestr(f"{INFO}/RECORD", record)
    return name
"""
LARGE_PROJECT = """\
[build-system]
requires = []
build-backend = "large_backend"
backend-path = ["."]
"""


class Tree(typing.NamedTuple):
    """Name a source tree that is built in, and who builds there."""

    source: pathlib.Path
    directory: pathlib.Path
    python: pathlib.Path

    @property
    def tree(self) -> pathlib.Path:
        return self.directory / "tree"

    def refresh(self) -> None:
        """Take the sources as they were."""
        shutil.rmtree(self.tree, ignore_errors=True)
        shutil.copytree(self.source, self.tree, symlinks=True)

    def run(self, module: str, *arguments: str | pathlib.Path,
            title: str = "", prepared: bool = False) -> Command:
        return Command(
            title or f"{module} {arguments[0]}",
            (self.python, "-P", "-m", module, *arguments), self.tree,
            prepare=self.refresh if prepared else None)

    def build_plainly(self, title: str) -> Command:
        return self.run("gpep517", "build-wheel", *self._to("plain"),
                        title=title, prepared=True)

    def build(self) -> Command:
        """Build, and remember, in a directory of its own."""
        return self.run(
            "gpep517_reuse", "build-wheel", "--no-reuse", "--reuse-dir",
            self.directory / "kept", *self._to("built"), prepared=True)

    def build_or_reuse(self) -> Command:
        return self.run(
            "gpep517_reuse", "build-wheel", "--reuse-dir",
            self.directory / "reuse", *self._to("reused"))

    def reuse(self) -> Command:
        """Reuse; what is reused is built first."""
        self.refresh()
        command = self.build_or_reuse()
        command.run()
        return command._replace(expected=" Reusing ")

    def _to(self, name: str) -> Sequence[str | pathlib.Path]:
        return "--wheel-dir", self.directory / name, "--output-fd", "1"


class Bench(typing.NamedTuple):
    """Name the place, the main interpreter, all environments by name, and
    the real packages' sources by name.
    """

    directory: pathlib.Path
    python: pathlib.Path
    environments: Mapping[str, pathlib.Path]
    sources: Mapping[str, pathlib.Path]

    def list_cpython(self) -> Sequence[pathlib.Path]:
        return [path for name, path in self.environments.items()
                if name.startswith("python")]

    def take(self, source: pathlib.Path) -> Tree:
        directory = pathlib.Path(tempfile.mkdtemp(dir=self.directory))
        return Tree(source, directory, self.python)

    def sample(self, project: str) -> Tree:
        return self.take(HERE / "test-data" / project)


def _reuse_against_nothing(bench: Bench) -> Row:
    flit = bench.sample("flit-pure")
    return Row("reuse, small", flit.reuse(), Command(
        "python -c pass", (bench.python, "-c", "pass"), flit.tree),
        "cpu", 2.7)


def _reuse_against_flit(bench: Bench) -> Row:
    flit = bench.sample("flit-pure")
    return Row("reuse, small", flit.reuse(),
               flit.build_plainly("gpep517 with flit"), "cpu", 0.95)


def _reuse_against_setuptools(bench: Bench) -> Row:
    flit, setuptools = map(bench.sample, ("flit-pure", "setuptools-pure"))
    return Row("reuse, small", flit.reuse(),
               setuptools.build_plainly("gpep517 with setuptools"),
               "cpu", 0.3)


def _reuse_and_install(bench: Bench) -> Row:
    """Hold a reuse that installs against installing alone."""
    tree = bench.sample("flit-pure")
    reused = tree.reuse()
    image = tree.directory / "image"
    wheel, *_ = (tree.directory / "reused").iterdir()
    kept = shutil.copy(wheel, tree.directory)
    options = ("--destdir", image, "--optimize", "1,2")

    def forget() -> None:
        shutil.rmtree(image, ignore_errors=True)
        shutil.rmtree(tree.directory / "reused", ignore_errors=True)

    return Row(
        "reuse and install, small",
        reused._replace(argv=(*reused.argv, *options), prepare=forget),
        tree.run("gpep517", "install-wheel", *options, kept,
                 title="gpep517 install-wheel")._replace(prepare=forget),
        "cpu", 1.0)


def _build_by_flit(bench: Bench) -> Row:
    flit = bench.sample("flit-pure")
    return Row("build, small, flit", flit.build(),
               flit.build_plainly("gpep517"), "cpu", 1.2)


def _build_by_setuptools(bench: Bench) -> Row:
    setuptools = bench.sample("setuptools-pure")
    return Row("build, small, setuptools", setuptools.build(),
               setuptools.build_plainly("gpep517"), "cpu", 1.08)


def _build_django(bench: Bench) -> Row:
    django = bench.take(bench.sources["django"])

    def let_age() -> None:
        # files are read once only if they are older than the first scan
        django.refresh()
        time.sleep(3)

    # the other as well: a machine may be slower after a pause
    ours, plain = (command._replace(prepare=let_age) for command in (
        django.build(), django.build_plainly("gpep517")))
    return Row("build, django", ours, plain, "wall", 1.2, 7)


def _build_itself(bench: Bench, name: str, target: float) -> Row:
    """Build what runs much of its own code, which is read then."""
    tree = bench.take(bench.sources[name])
    return Row(f"build, {name}", tree.build(), tree.build_plainly("gpep517"),
               "cpu", target, 7)


def _reuse_django(bench: Bench) -> Row:
    # the reuse is in one tree, the builds are in another
    built, reused = (bench.take(bench.sources["django"]) for _ in range(2))
    return Row("reuse, django", reused.reuse(),
               built.build_plainly("gpep517"), "wall", 0.12, 5)


def _fingerprint_django(bench: Bench) -> Row:
    django = bench.take(bench.sources["django"])
    django.refresh()
    return Row("fingerprint, django", Command(
        "fingerprint", (bench.python, "-c", FINGERPRINT), django.tree),
        Command("find | xargs sha256sum", (
            "sh", "-c", "find . -type f -print0 | xargs -0 sha256sum"
            " > /dev/null"), django.tree), "wall", 0.8)


def _install_from_source(bench: Bench) -> Row:
    tree = bench.sample("flit-pure")
    reused = tree.reuse()
    image = tree.directory / "image"
    forget = functools.partial(shutil.rmtree, image, ignore_errors=True)
    together = tree.run(
        "gpep517_reuse", "install-from-source", "--reuse-dir",
        tree.directory / "reuse", "--destdir", image)
    apart = ('wheel=$("$@") && "$1" -P -m gpep517_reuse install-wheel '
             f'--destdir "{image}" "{tree.directory}/reused/${{wheel}}"')
    return Row(
        "install-from-source, reused",
        together._replace(prepare=forget, expected=reused.expected),
        Command("build-wheel, install-wheel",
                ("sh", "-c", apart, "sh", *reused.argv), tree.tree,
                prepare=forget, expected=reused.expected), "cpu", 0.75)


def _reuse_of_many(bench: Bench) -> Row:
    """Hold a store of many entries against one that has a single one."""
    tree = bench.sample("flit-pure")
    one = tree.reuse()
    many = tree.directory / "many"
    shutil.copytree(tree.directory / "reuse", many)
    (entry,) = (many / "v1").glob("*/*/entry.json")
    for number in range(10_000):
        key = many / "v1" / f"{number:064x}" / entry.parent.name
        key.mkdir(parents=True)
        for path in entry.parent.iterdir():
            os.link(path, key / path.name)
        (many / "v1" / "states" / f"{number:064x}").write_text("")
    argv = tuple(many if part == tree.directory / "reuse" else part
                 for part in one.argv)
    return Row("reuse, 10,000 entries", one._replace(argv=argv),
               one._replace(title="reuse, one entry"), "cpu", 1.1)


def _reuse_of_large(bench: Bench) -> Row:
    commands = []
    for name, size in (("large", 1024), ("small", 1)):
        source = bench.directory / f"{name}-source"
        source.mkdir()
        (source / "pyproject.toml").write_text(LARGE_PROJECT)
        (source / "large_backend.py").write_text(
            f"SIZE = {size}\n{LARGE_BACKEND}")
        reused = bench.take(source).reuse()
        python, _, _, _, *arguments = reused.argv
        commands.append(reused._replace(
            title=f"reuse, {name} wheel",
            argv=(python, "-P", "-c", PEAK, *arguments)))
    large, small = commands
    return Row("reuse, wheel of 1 GiB", large, small, "memory", 1.2, 3)


def _list_plain_builds(tree: Tree, pythons: Sequence[pathlib.Path]) -> str:
    """List the commands of the shell that build by each in turn."""
    return "\n".join(
        f'"{path}" -P -m gpep517 build-wheel --output-fd 1 --wheel-dir '
        f'"{tree.directory}/plain" || exit' for path in pythons)


def _build_by_each(bench: Bench, name: str) -> Row:
    """Build or reuse by four interpreters, with nothing there at first."""
    tree = bench.take(bench.sources[name])
    pythons = bench.list_cpython()[:4]
    plain = _list_plain_builds(tree, pythons)
    ours = plain.replace(
        "gpep517 build-wheel",
        f'gpep517_reuse build-wheel --reuse-dir "{tree.directory}/reuse"')

    def forget() -> None:
        tree.refresh()
        shutil.rmtree(tree.directory / "reuse", ignore_errors=True)

    return Row(
        f"{name}, {len(pythons)} interpreters",
        Command("build-wheel", ("sh", "-c", ours), tree.tree,
                prepare=forget),
        Command("gpep517 by each", ("sh", "-c", plain), tree.tree,
                prepare=forget), "cpu", 1.2, 5)


def _verify(bench: Bench, name: str) -> Row:
    tree = bench.take(bench.sources[name])
    cpython = bench.list_cpython()
    builds = _list_plain_builds(tree, cpython)
    return Row(
        f"verify-reuse, {name}, {len(cpython)} interpreters", tree.run(
            "gpep517_reuse", "verify-reuse", "--jobs", "2",
            *(part for path in cpython for part in ("--python", path)),
            prepared=True),
        Command("these builds, one after the other", ("sh", "-c", builds),
                tree.tree, prepare=tree.refresh), "wall", 0.75, 3)


def _install(bench: Bench, name: str, jobs: int) -> Row:
    """Install a wheel, byte-compiled for all levels."""
    tree = bench.take(bench.sources[name])
    tree.refresh()
    built = tree.build_plainly("gpep517")
    built.run()
    (wheel,) = (tree.directory / "plain").glob("*.whl")
    image = tree.directory / "image"
    options = ("--optimize", "all", "--destdir", image, wheel)
    forget = functools.partial(shutil.rmtree, image, ignore_errors=True)
    ours, plain = (tree.run(module, "--quiet", "install-wheel", *more)
                   ._replace(prepare=forget) for module, more in (
                       ("gpep517_reuse", ("--jobs", str(jobs), *options)),
                       ("gpep517", options)))
    return Row(f"install-wheel --jobs {jobs}, {name}", ours,
               plain._replace(title="gpep517"),
               "cpu" if jobs == 1 else "wall", 0.8 if jobs == 1 else 0.5, 5)


def _compile_phase(bench: Bench, phase: Phase) -> Row:
    """Build and install under Portage, by the oldest of CPython."""
    directory = pathlib.Path(tempfile.mkdtemp(dir=bench.directory))
    system = System(directory, [
        Environment(name, python.parent.parent)
        for name, python in sorted(bench.environments.items())
        if python in bench.list_cpython() and not name.endswith("t")
    ][:phase.implementations])
    return make_row(phase, system, bench.sources.get(
        phase.package, HERE / "test-data" / phase.package))


def _list_installs() -> Iterator[tuple[str, Callable[[Bench], Row]]]:
    for name in ("pygments", "django", "sympy"):
        for jobs in (1, 2):
            yield (f"install-{name}-{jobs}",
                   functools.partial(_install, name=name, jobs=jobs))


#: All cases by their names.
CASES: Mapping[str, Callable[[Bench], Row]] = {
    case.__name__.removeprefix("_").replace("_", "-"): case for case in (
        _reuse_against_nothing, _reuse_against_flit,
        _reuse_against_setuptools, _reuse_and_install, _build_by_flit,
        _build_by_setuptools, _build_django, _reuse_django,
        _fingerprint_django, _install_from_source, _reuse_of_many,
        _reuse_of_large)} | {
    f"build-{name}": functools.partial(
        _build_itself, name=name, target=target) for name, target in (
            ("pyparsing", 1.4), ("pbr", 1.3), ("setuptools", 1.6))} | {
    f"each-{name}": functools.partial(_build_by_each, name=name)
    for name in ("ipython", "bottle", "construct")} | {
    f"verify-{name}": functools.partial(_verify, name=name)
    for name in ("django", "psutil")} | dict(_list_installs()) | {
    str(phase): functools.partial(_compile_phase, phase=phase)
    for phase in list_phases()}


def measure_corpus(bench: Bench, names: Sequence[str],
                   variables: Mapping[str, Sequence[str]]) -> Measured:
    """Build the pure packages of these with all of CPython, and sum up.

    Each package is built by all in turn in one tree, once by gpep517 and
    once by us.
    """
    sums: list[list[Sample]] = [[], []]
    for name in names:
        tree = bench.take(bench.sources[name])
        environ = dict(text.split("=", 1) for text in variables.get(name, ()))
        try:
            samples = [
                sum_up([command._replace(environ=environ).run()
                        for command in _build_in_turn(bench, tree, ours)])
                for ours in (False, True)]
        except subprocess.CalledProcessError:
            # not every package is for every interpreter
            continue
        if all(path.name.endswith("-none-any.whl")
               for path in tree.directory.glob("*/*.whl")):
            for kept, sample in zip(sums, samples, strict=True):
                kept.append(sample)
        shutil.rmtree(tree.directory)
    other, ours = map(sum_up, sums)
    size = len(bench.list_cpython())
    row = Row(f"{len(sums[0])} pure packages, {size} interpreters",
              Command("build-wheel", (), bench.directory),
              Command("gpep517", (), bench.directory), "cpu", 0.3, 1)
    return Measured(row, [ours], [other])


def _build_in_turn(bench: Bench, tree: Tree, ours: bool) -> Iterator[Command]:
    tree.refresh()
    for python in bench.list_cpython():
        build = tree._replace(python=python)
        command = (build.build_or_reuse() if ours
                   else build.build_plainly("gpep517"))
        yield command._replace(prepare=None)
