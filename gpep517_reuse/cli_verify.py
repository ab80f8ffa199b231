# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The command line of verify-reuse."""

import argparse
import json
import logging
import os
import sys
import tempfile

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from gpep517 import __main__ as gpep517_main

from gpep517_reuse import __version__
from gpep517_reuse.compare import GENTOO_IGNORE
from gpep517_reuse.difference import Verdict
from gpep517_reuse.errors import UsageError
from gpep517_reuse.report import render_json, render_text
from gpep517_reuse.report_html import render_html
from gpep517_reuse.request import Request
from gpep517_reuse.sdist import unpack_sdist
from gpep517_reuse.verification import Verification
from gpep517_reuse.verify import compare_wheels, verify_here
from gpep517_reuse.verify_several import Plan, verify_several


logger = logging.getLogger(__name__)

STATUS_DIFFERS = 3

# options of the build, in the form that build-wheel takes them
_BUILD_OPTIONS = ("backend", "prefix", "sysroot", "reuse_key")


def add_verify_args(parser: argparse.ArgumentParser) -> None:
    """Add what verify-reuse takes besides the options of a build."""
    parser.add_argument(
        "source", type=Path, nargs="*", metavar="SOURCE|WHEEL",
        help="With --python: the directory or sdist to build (default: the "
        "current directory); else two wheels to compare")
    group = parser.add_argument_group("verification options")
    group.add_argument("--output-fd", type=int,
                       help="FD to output the wheel name to")
    group.add_argument("--wheel-dir", type=Path,
                       help="Directory to write the wheel into")
    group.add_argument(
        "--python", action="append", default=[], metavar="EXE",
        help="Interpreter to build with, in a copy of the sources "
        "(repeat it for each)")
    group.add_argument(
        "--jobs", type=int, default=len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity") else 1, metavar="N",
        help="With --python: so many builds at once (default: %(default)s)")
    group.add_argument(
        "--ignore", action="append", default=[], metavar="GLOB",
        help="Leave out installed files, or with 'gentoo' those that "
        "Gentoo's distutils-r1.eclass deletes (can be repeated)")
    group.add_argument("--json", type=Path, metavar="FILE",
                       help="Write the findings as JSON")
    group.add_argument("--html", type=Path, metavar="FILE",
                       help="Write the findings as a page to look at")
    group.add_argument("--label", default="", metavar="TEXT",
                       help="Name the verification in the reports")
    group.add_argument("--diffoscope", action="store_true",
                       help="Run diffoscope on what differs, if installed")
    group.add_argument("--report-only", action="store_true",
                       help="Exit with 0 also where something differs")


def run_verify(args: argparse.Namespace, request: Request) -> int:
    """Verify, report, and return the exit status."""
    ignore = [glob for given in args.ignore
              for glob in (GENTOO_IGNORE if given == "gentoo" else (given,))]
    verification = replace(
        _verify(args, request, ignore), label=args.label,
        tools=tuple(_list_tools()))
    if args.json is not None:
        _write_atomically(args.json, render_json(verification))
    if args.html is not None:
        _write_atomically(args.html, render_html(verification))
    sys.stderr.write(render_text(verification))
    if verification.failures:
        return 1
    if verification.verdict is Verdict.DIFFERS and not args.report_only:
        return STATUS_DIFFERS
    return 0


def _verify(args: argparse.Namespace, request: Request,
            ignore: Sequence[str]) -> Verification:
    if args.python:
        return _verify_several(args, ignore)
    wheels = [path for path in args.source if path.suffix == ".whl"]
    if len(args.source) == len(wheels) == 2 and args.reuse_dir is None:
        return compare_wheels(wheels[0], wheels[1], ignore)
    if args.source or args.reuse_dir is None:
        raise UsageError(
            "verify-reuse takes --reuse-dir, two wheels, or --python",
            hint="see verify-reuse --help")
    with tempfile.TemporaryDirectory() as temporary:
        name, verification = verify_here(
            request, list(_list_options(args)),
            args.wheel_dir or Path(temporary), ignore)
    if args.output_fd is not None:
        with gpep517_main.open_output(args.output_fd) as out:
            print(name, file=out)
    return verification


def _verify_several(args: argparse.Namespace, ignore: Sequence[str]
                    ) -> Verification:
    if len(args.source) > 1 or args.reuse_dir is not None:
        raise UsageError("--python takes one source, and no --reuse-dir",
                         hint="see verify-reuse --help")
    source = args.source[0] if args.source else Path()
    with tempfile.TemporaryDirectory(
            prefix="gpep517-reuse-", ignore_cleanup_errors=True) as temporary:
        if not source.is_dir():
            source = unpack_sdist(source, Path(temporary))
        return verify_several(Plan(
            pythons=args.python, source=Path(os.path.realpath(source)),
            options=list(_list_options(args)), jobs=max(1, args.jobs),
            ignore=ignore, progress=_show_progress))


def _list_options(args: argparse.Namespace) -> Iterator[str]:
    """Yield the options of the build as another process takes them."""
    for name in _BUILD_OPTIONS:
        if value := getattr(args, name):
            yield f"--{name.replace('_', '-')}={value}"
    if args.fallback_backend is None:
        yield "--no-fallback-backend"
    else:
        yield f"--fallback-backend={args.fallback_backend}"
    yield f"--pyproject-toml={args.pyproject_toml}"
    if args.config_json is not None:
        yield f"--config-json={json.dumps(args.config_json)}"
    if args.allow_compressed:
        yield "--allow-compressed"
    for name in args.reuse_env:
        yield f"--reuse-env={name}"


def _list_tools() -> Iterator[tuple[str, str]]:
    # only reports name them
    from importlib import metadata

    yield "gpep517-reuse", __version__
    for name in ("gpep517", "installer", "packaging", "pyelftools",
                 "abi3info"):
        try:
            yield name, metadata.version(name)
        except metadata.PackageNotFoundError:
            continue


def _show_progress(done: int, total: int) -> None:
    """Show a live line on a terminal."""
    if sys.stderr.isatty():
        end = "\r\033[K" if done == total else ""
        sys.stderr.write(f"\r\033[K{done} of {total} done{end}")
        sys.stderr.flush()


def _write_atomically(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written: {error.strerror}",
                         hint="name another file") from error
