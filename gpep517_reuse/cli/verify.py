# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The command line of verify-reuse."""

import argparse
import contextlib
import json
import os
import sys
import time

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from gpep517_reuse import log
from gpep517_reuse.cli.build import add_build_args
from gpep517_reuse.cli.command import (
    Command,
    list_tools,
    log_command,
    open_output,
    render_command,
)
from gpep517_reuse.cli.install import (
    add_optional_install_args,
    check_install_args,
    list_install_options,
)
from gpep517_reuse.cli.installer import start_installer
from gpep517_reuse.cli.options import (
    add_report_args,
    list_for_copies,
    make_request,
)
from gpep517_reuse.cli.quick import count_processors
from gpep517_reuse.cli.report import (
    STANDARD_OUTPUT,
    check_report,
    write_atomically,
)
from gpep517_reuse.cli.terminal import LiveLine, paint
from gpep517_reuse.errors import ReuseError, UsageError
from gpep517_reuse.sources.recipe import Request
from gpep517_reuse.temporary import make_temporary_directory
from gpep517_reuse.verify.compare import GENTOO_IGNORE
from gpep517_reuse.verify.diffoscope import has_diffoscope
from gpep517_reuse.verify.findings import Origin, Verdict, Verification
from gpep517_reuse.verify.matrix import Plan, verify_several
from gpep517_reuse.verify.pair import (
    Terms,
    build_fresh,
    compare_wheels,
    verify_fresh,
)
from gpep517_reuse.verify.report_html import render_html
from gpep517_reuse.verify.report_junit import render_junit
from gpep517_reuse.verify.report_sarif import render_sarif
from gpep517_reuse.verify.report_text import render_json, render_text
from gpep517_reuse.verify.sdist import check_project, unpack_sdist


logger = log.Logger(__name__)

STATUS_DIFFERS = 3

# options of the build, in the form that build-wheel takes them
_BUILD_OPTIONS = ("backend", "prefix", "sysroot")


def _add_verify_args(parser: argparse.ArgumentParser) -> None:
    add_build_args(parser)
    add_optional_install_args(parser)
    parser.add_argument(
        "source", type=Path, nargs="*", metavar="SOURCE|WHEEL",
        help="What to build with each, or two wheels to compare")
    group = parser.add_argument_group("verification options")
    group.add_argument("--output-fd", type=int,
                       help="FD to output the wheel name to")
    group.add_argument("--wheel-dir", type=Path,
                       help="Directory to write the wheel into")
    group.add_argument(
        "--python", action="append", default=[], metavar="EXE",
        help="Build with it, in a copy of the sources (repeatable)")
    group.add_argument(
        "--ignore", action="append", default=[], metavar="GLOB",
        help="Leave out files; gentoo: what Gentoo deletes (repeatable)")
    group.add_argument(
        "--summary", type=Path, metavar="DIR",
        help="Build nothing: sum up the JSON reports in there")
    group.add_argument(
        "--baseline", type=Path, metavar="FILE",
        help="With --summary: accept what this earlier one has")
    group.add_argument(
        "--by-name", action="store_const", const=True,
        help="Compare also with what a search by file name takes")
    add_report_args(group)
    group.add_argument("--html", metavar="FILE",
                       help="Write a page to look at")
    group.add_argument("--junit", metavar="FILE",
                       help="Write test cases, for build servers")
    group.add_argument("--sarif", metavar="FILE",
                       help="Write findings with lines, for code hosts")
    group.add_argument("--log-dir", type=Path, metavar="DIR",
                       help="Keep what each build prints")
    group.add_argument("--diffoscope", action="store_true",
                       help="Run diffoscope on wheels that differ")
    group.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto",
        metavar="WHEN",
        help="Colour the report (default: on a terminal)")
    group.add_argument("--report-only", action="store_true",
                       help="Exit with 0 even if a reuse differs")


def _run_verify(args: argparse.Namespace, argv: Sequence[str]) -> int:
    if args.summary is not None:
        return _sum_up(args)
    if args.baseline is not None:
        raise UsageError("--baseline has no effect without --summary",
                         hint="leave it out")
    log_command(argv, args.output_fd or 1)
    request = make_request(args)
    _check_reports(args)
    origin = _tell_origin(args, argv)
    verification = replace(
        _verify(args, request, _make_terms(args)), label=args.label,
        tools=tuple(list_tools()), origin=origin)
    text = render_text(verification)
    sys.stderr.write(paint(text) if log.is_colored() else text)
    _write_reports(args, {
        "json": lambda: render_json(verification),
        "html": lambda: render_html(verification),
        "junit": lambda: render_junit(verification),
        "sarif": lambda: render_sarif(verification)})
    if verification.failures:
        return 1
    if verification.verdict is Verdict.DIFFERS and not args.report_only:
        return STATUS_DIFFERS
    return 0


def _tell_origin(args: argparse.Namespace, argv: Sequence[str]) -> Origin:
    """Tell where a report comes from, in paths that hold anywhere."""
    return Origin(
        sources=tuple(os.path.abspath(path)
                      for path in args.source or (Path(),)),
        command=render_command(argv),
        date=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))


def _check_reports(args: argparse.Namespace) -> None:
    """Raise UsageError where a report cannot be written."""
    reports = [report for report in (
        args.json, args.html, args.junit, args.sarif) if report]
    if reports.count(STANDARD_OUTPUT) > 1:
        raise UsageError("two reports cannot both go to standard output",
                         hint="name files for all but one")
    for report in reports:
        check_report(report)


def _sum_up(args: argparse.Namespace) -> int:
    """Sum up a directory of reports; write what is asked for."""
    # nothing else takes it
    from gpep517_reuse.verify import survey as surveys
    from gpep517_reuse.verify.survey_html import render_survey_html

    _refuse_options(args, "--summary", "junit", "sarif", "output_fd",
                    "wheel_dir", "reuse_dir",
                    "reuse_tree", "build_dir", "by_name", "python", "source")
    _refuse_installing(args, "--summary")
    _check_reports(args)
    survey = surveys.read_survey(args.summary)
    if args.baseline is not None:
        survey = replace(
            survey, accepted=surveys.read_baseline(args.baseline))
    stream = (sys.stderr if STANDARD_OUTPUT in {args.json, args.html}
              else sys.stdout)
    stream.write(surveys.render_survey_text(survey))
    _write_reports(args, {
        "json": lambda: surveys.render_survey_json(survey),
        "html": lambda: render_survey_html(survey)})
    if survey.is_alarming and not args.report_only:
        return STATUS_DIFFERS
    return 0


def _make_terms(args: argparse.Namespace) -> Terms:
    if args.diffoscope and not has_diffoscope():
        logger.warning("diffoscope is not installed, so --diffoscope shows "
                       "nothing")
    return Terms(
        ignore=[glob for given in args.ignore for glob in (
            GENTOO_IGNORE if given == "gentoo" else (given,))],
        diffoscope=args.diffoscope and has_diffoscope(),
        log_dir=args.log_dir and args.log_dir.absolute())


def _verify(args: argparse.Namespace, request: Request, terms: Terms
            ) -> Verification:
    if args.python:
        return _verify_several(args, terms)
    if len(args.source) == 2 and args.reuse_dir is None:
        _refuse_options(args, "two wheels", "output_fd", "wheel_dir",
                        "build_dir", "reuse_tree", "by_name")
        _refuse_installing(args, "two wheels")
        for wheel in args.source:
            if not wheel.exists():
                raise UsageError(f"{wheel} does not exist",
                                 hint="name two wheels")
        return compare_wheels(args.source[0], args.source[1], terms)
    if args.source or args.reuse_dir is None:
        raise UsageError(
            "verify-reuse takes --reuse-dir and no source, two wheels, or "
            "--python", hint="see verify-reuse --help")
    check_install_args(args)
    return _verify_here(args, request, terms)


def _verify_here(args: argparse.Namespace, request: Request, terms: Terms
                 ) -> Verification:
    """Build as build-wheel does, and install; the answer is out when both are
    done, and before the verdict.
    """
    with make_temporary_directory() as temporary:
        # a descriptor that is not open fails before the build
        with contextlib.ExitStack() as stack:
            out = None if args.output_fd is None else stack.enter_context(
                open_output(args.output_fd))
            install_wheel = None if args.destdir is None else (
                stack.enter_context(start_installer(args)))
            fresh = build_fresh(request, args.wheel_dir or temporary,
                                by_name=bool(args.by_name))
            if install_wheel and install_wheel(str(fresh.wheel)):
                raise ReuseError(f"{fresh.wheel} could not be installed")
            if out is not None:
                print(fresh.wheel.name, file=out)
        return verify_fresh(fresh, list(_list_options(args, Path())), terms)


def _verify_several(args: argparse.Namespace, terms: Terms) -> Verification:
    _refuse_options(args, "--python", "output_fd", "wheel_dir", "reuse_dir",
                    "reuse_tree", "build_dir", "by_name")
    _refuse_installing(args, "--python", "--jobs")
    if len(args.source) > 1:
        raise UsageError("--python takes one source",
                         hint="see verify-reuse --help")
    source = args.source[0] if args.source else Path()
    line = LiveLine(sys.stderr)
    with make_temporary_directory() as temporary, line.show():
        if not source.is_dir():
            source = unpack_sdist(source, temporary)
        if args.pyproject_toml == Path("pyproject.toml") and not args.backend:
            check_project(source)
        return verify_several(Plan(
            pythons=args.python, source=Path(os.path.realpath(source)),
            options=list(_list_options(args, source)),
            jobs=args.jobs or count_processors(), terms=terms,
            progress=line.task))


def _refuse_options(args: argparse.Namespace, form: str, *names: str
                    ) -> None:
    """Refuse what would have no effect."""
    for name in names:
        if getattr(args, name) not in (None, []):
            raise UsageError(
                f"--{name.replace('_', '-')} has no effect with {form}",
                hint="leave it out")


def _refuse_installing(args: argparse.Namespace, form: str, *but: str
                       ) -> None:
    """Refuse what only installing takes."""
    for name in list_install_options(args):
        if name not in but:
            raise UsageError(f"{name} has no effect with {form}",
                             hint="leave it out")


def _list_options(args: argparse.Namespace, source: Path) -> Iterator[str]:
    """Yield the options of the build as another process takes them, in a
    copy of the source.
    """
    for name in _BUILD_OPTIONS:
        if value := getattr(args, name):
            if isinstance(value, Path):
                value = value.absolute()
            yield f"--{name.replace('_', '-')}={value}"
    if args.fallback_backend is None:
        yield "--no-fallback-backend"
    else:
        yield f"--fallback-backend={args.fallback_backend}"
    yield f"--pyproject-toml={_locate(args.pyproject_toml, source)}"
    if args.config_json is not None:
        yield f"--config-json={json.dumps(args.config_json)}"
    if args.allow_compressed:
        yield "--allow-compressed"
    yield from list_for_copies(args)


def _locate(pyproject: Path, source: Path) -> Path:
    """Return the path by which a copy of the source finds the file."""
    if pyproject == Path("pyproject.toml"):
        return pyproject
    if not pyproject.is_file():
        raise UsageError(
            f"--pyproject-toml {pyproject} is not a file",
            hint="name one, relative to the current directory")
    found, top = map(os.path.realpath, (pyproject, source))
    return Path(os.path.relpath(found, top) if Path(found).is_relative_to(top)
                else found)


def _write_reports(args: argparse.Namespace,
                   renderers: Mapping[str, Callable[[], str]]) -> None:
    """Write the reports that are asked for, also where another one cannot be
    written.

    Raises ReuseError for the last of those that cannot.
    """
    errors = []
    for name, render in renderers.items():
        if (path := getattr(args, name)) is not None:
            try:
                write_atomically(path, render())
            except ReuseError as error:
                errors.append(error)
    for other in errors[:-1]:
        logger.error("%s", other)
    if errors:
        raise errors[-1]


VERIFY_REUSE = Command(_add_verify_args, _run_verify)
