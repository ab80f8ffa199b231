# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Hold our decisions against the truth, on real packages.

For each package and each ordered pair of interpreters, the truth is two
fresh builds, compared as installed; the decision is what the second
interpreter's find-wheel says of the first one's wheel.  Exits with 1 where
a reuse would have been wrong, or too few are reused.  Backends that build
themselves are counted apart, and so are packages that nobody looked at before
they were on the list.

The working directory keeps the wheels: another call decides anew only.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import sys
import tempfile
import time
import typing
import urllib.request

from collections.abc import Collection, Mapping

from corpus_examination import SYSTEM_PATH, User, examine
from corpus_report import (
    Examined,
    Kind,
    is_met,
    render_cases,
    render_table,
)
from demo import (
    HERE,
    find_interpreters,
    make_environment,
    make_installer,
)
from gpep517_reuse.environment.distributions import normalize_name
from gpep517_reuse.files import digest_file, hash_bytes
from gpep517_reuse.verify.sdist import unpack_sdist


#: What is looked at together: the list of what is built, by its name.
LISTS = {kind: HERE / "test-data" / f"corpus{ending}.txt" for kind, ending in (
    (Kind.PACKAGE, ""), (Kind.BACKEND, "-backends"),
    (Kind.UNSEEN, "-unseen"))}
INDEX = "https://pypi.org/simple"
TOOLS = HERE / "test-data" / "corpus-tools.txt"
#: What some packages are built with.
VARIABLES = {"coverage": ("COVERAGE_DISABLE_EXTENSION=1",)}
REQUIREMENT = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>\S+) \\\n"
    r" +--hash=sha256:(?P<sha256>[0-9a-f]{64})$", re.MULTILINE)


class Package(typing.NamedTuple):
    """Name a package of the corpus; ``text`` is its requirement."""

    name: str
    version: str
    sha256: str
    text: str

    @property
    def title(self) -> str:
        return f"{self.name} {self.version}"


def read_packages(text: str) -> list[Package]:
    """Read a list of packages, in pip's format."""
    return [Package(match["name"], match["version"], match["sha256"],
                    match[0]) for match in REQUIREMENT.finditer(text)]


def make_users(directory: pathlib.Path, installer: pathlib.Path
               ) -> list[User]:
    """Make an environment for each interpreter, all with the same tools."""
    requirements = ["-r", str(TOOLS)]
    users = []
    for interpreter in find_interpreters():
        environment = directory / interpreter.name
        stamp = directory / f"{interpreter.name}.txt"
        wanted = f"{interpreter.path}\n{HERE}\n{TOOLS.read_text()}"
        if not stamp.exists() or stamp.read_text() != wanted:
            shutil.rmtree(environment, ignore_errors=True)
            make_environment(interpreter, environment, installer,
                             requirements)
            stamp.write_text(wanted)
        users.append(User.of(interpreter.name, environment / "bin/python"))
    return users


def download(packages: Collection[Package], directory: pathlib.Path
             ) -> Mapping[str, pathlib.Path]:
    """Return the sdists by SHA-256; PyPI has those that are missing."""
    directory.mkdir(exist_ok=True)
    found = {digest_file(path): path for path in directory.iterdir()}
    for package in packages:
        if package.sha256 not in found:
            found[package.sha256] = fetch(package, directory)
    return found


def fetch(package: Package, directory: pathlib.Path) -> pathlib.Path:
    """Fetch an sdist by PEP 691; return its path.

    pip would have its backend make metadata first, and not each backend of
    today takes each sdist.
    """
    request = urllib.request.Request(
        f"{INDEX}/{normalize_name(package.name)}/", headers={
            "Accept": "application/vnd.pypi.simple.v1+json"})
    with urllib.request.urlopen(request) as answer:
        files = json.load(answer)["files"]
    for file in files:
        if file["hashes"].get("sha256") == package.sha256:
            with urllib.request.urlopen(file["url"]) as answer:
                content = answer.read()
            if hash_bytes(content) == package.sha256:
                path = directory / str(file["filename"])
                path.write_bytes(content)
                return path
    sys.exit(f"{INDEX} does not have {package.title} with this SHA-256")


def clear_environment(top: pathlib.Path) -> None:
    """Leave nobody's settings to the builds."""
    variables = {"HOME": str(top / "home"), "TMPDIR": str(top / "tmp")}
    for directory in variables.values():
        os.makedirs(directory, exist_ok=True)
    os.environ.clear()
    os.environ.update(variables, PATH=SYSTEM_PATH, LC_ALL="C.UTF-8")
    tempfile.tempdir = None


def set_up(top: pathlib.Path, packages: Collection[Package]
           ) -> tuple[Mapping[str, pathlib.Path], list[User]]:
    """Get the sdists, by SHA-256, and make the environments; leave nobody's
    settings.
    """
    installer = top / "installer" / "bin" / "python"
    if not installer.exists():
        make_installer(top / "installer")
    sdists = download(packages, top / "sdists")
    users = make_users(top / "environments", installer)
    clear_environment(top)
    return sdists, users


def run(args: argparse.Namespace) -> int:
    """Run; return the exit status."""
    top = args.directory
    kinds = {package: kind for kind in args.list or LISTS
             for package in read_packages(LISTS[kind].read_text())}
    wanted = [package for package in kinds
              if args.only in {None, package.name}]
    sdists, users = set_up(top, wanted)

    def work(package: Package) -> Examined:
        place = top / "packages" / package.name
        if args.fresh:
            shutil.rmtree(place, ignore_errors=True)
        with tempfile.TemporaryDirectory() as temporary:
            source = unpack_sdist(sdists[package.sha256],
                                  pathlib.Path(temporary).resolve())
            return examine(
                package.title, source, users, place,
                VARIABLES.get(package.name, ()))._replace(
                    kind=kinds[package])

    with concurrent.futures.ThreadPoolExecutor(args.jobs) as executor:
        futures = [executor.submit(work, package) for package in wanted]
        for future in concurrent.futures.as_completed(futures):
            show(future.result())
        results = [future.result() for future in futures]
    table, cases = render_table(results), render_cases(results)
    if not args.only:
        (top / "corpus.rst").write_text(table)
        (top / "cases.txt").write_text(cases)
    print(table, cases, sep="\n")
    if not all(result.pairs for result in results
               if result.kind is not Kind.UNSEEN):
        print("Some packages are not built by two interpreters.")
        return 1
    return 0 if is_met(results) else 1


def show(result: Examined) -> None:
    """Print what came of one package."""
    counts = ", ".join(f"{name}: {number}" for name, number
                       in result.tally().items() if number)
    print(f"{time.strftime('%H:%M:%S')} {result.title}: {counts}",
          flush=True)


def main() -> int:
    """Parse the command line and run; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=pathlib.Path,
                        help="where sdists, environments and wheels are kept")
    parser.add_argument("--list", type=Kind, action="append",
                        metavar="|".join(Kind), help="one list alone")
    parser.add_argument("--only", metavar="NAME", help="one package alone")
    parser.add_argument("--jobs", type=int, default=2, metavar="N",
                        help="packages at once (default: %(default)s)")
    parser.add_argument("--fresh", action="store_true",
                        help="build again what was built before")
    args = parser.parse_args()
    args.directory = args.directory.resolve()
    if any((path / ".git").exists() for path in (
            args.directory, *args.directory.parents)):
        # what git tells of it would count with the sources
        parser.error(f"{args.directory} lies in a git checkout")
    args.directory.mkdir(parents=True, exist_ok=True)
    return run(args)


if __name__ == "__main__":
    sys.exit(main())
