# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Run gpep517's own test suite with our main() in place of its own.

What passes with gpep517's has to pass with ours.  For the newest and the
oldest supported version, each with the installer of its time.
"""

import argparse
import concurrent.futures
import pathlib
import re
import subprocess
import sys
import tarfile
import typing
import venv


HERE = pathlib.Path(__file__).resolve().parent.parent
BACKENDS = ("flit_core", "hatchling", "packaging", "pdm-pep517",
            "poetry-core", "pytest", "setuptools", "wheel")
OWN_IMPORT = re.compile(
    r"^from gpep517\.__main__ import main(?:, (?P<others>.*))?$", re.MULTILINE)


class Release(typing.NamedTuple):
    """Name a version of gpep517 and the installer of its time."""

    gpep517: str
    installer: str


RELEASES = (Release("gpep517", "installer"),
            Release("gpep517==19", "installer==0.7.0"))


def run(*command: str | pathlib.Path) -> None:
    """Run a command, and stop where it fails."""
    subprocess.run(tuple(map(str, command)), check=True)


def make_environment(directory: pathlib.Path, release: Release
                     ) -> pathlib.Path:
    """Make a virtual environment; return its interpreter."""
    venv.create(directory, with_pip=False)
    python = directory / "bin" / "python"
    run(sys.executable, "-m", "pip", "-q", "--python", python, "install",
        release.gpep517, release.installer, *BACKENDS)
    (site,) = directory.glob("lib/*/site-packages")
    (site / "gpep517-reuse.pth").write_text(f"{HERE}\n")
    return python


def unpack_sdist(directory: pathlib.Path, release: Release) -> pathlib.Path:
    """Download gpep517's sdist and unpack it; return its directory."""
    run(sys.executable, "-m", "pip", "-q", "download", "--no-deps",
        "--no-binary", ":all:", "-d", directory, release.gpep517)
    (sdist,) = directory.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(directory, filter="data")
    return directory / sdist.name.removesuffix(".tar.gz")


def run_suite(python: pathlib.Path, sources: pathlib.Path) -> set[str]:
    """Run the tests; return the names of those that passed."""
    process = subprocess.run(
        (python, "-m", "pytest", "-q", "-rA", "--tb=short",
         "-p", "no:cacheprovider"),
        cwd=sources, stdout=subprocess.PIPE, text=True, check=False)
    passed = set(re.findall(r"^PASSED (.*)$", process.stdout, re.MULTILINE))
    if not passed:
        sys.exit(f"no test of {sources} ran:\n{process.stdout}")
    return passed


def use_our_main(sources: pathlib.Path) -> None:
    """Import main() from us in gpep517's tests, and nothing else."""
    replaced = 0
    for test in sources.glob("test/*.py"):
        text, count = OWN_IMPORT.subn(_import_ours, test.read_text())
        test.write_text(text)
        replaced += count
    if not replaced:
        sys.exit(f"no test in {sources} imports gpep517's main()")


def _import_ours(match: re.Match[str]) -> str:
    others = match["others"]
    return "from gpep517_reuse.__main__ import main" + (
        f"\nfrom gpep517.__main__ import {others}" if others else "")


def compare(directory: pathlib.Path, release: Release) -> bool:
    """Run the suite both ways; tell whether nothing was lost."""
    directory.mkdir(parents=True)
    python = make_environment(directory / "environment", release)
    sources = unpack_sdist(directory, release)
    own = run_suite(python, sources)
    use_our_main(sources)
    lost = own - run_suite(python, sources)
    for name in sorted(lost):
        print(f"{release.gpep517}: fails with our main(): {name}")
    print(f"{release.gpep517} with {release.installer}: "
          f"{len(own) - len(lost)} passed, {len(lost)} failed")
    return not lost


def main() -> int:
    """Run all releases; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=pathlib.Path,
                        help="an empty directory to work in")
    directory = parser.parse_args().directory.resolve()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        results = list(pool.map(
            lambda release: compare(directory / release.gpep517, release),
            RELEASES))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
