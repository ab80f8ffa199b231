# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The command line: gpep517's own, and what comes on top of it."""

import argparse
import logging
import os
import shlex
import sys
import tempfile

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from gpep517 import __main__ as gpep517_main

from gpep517_reuse import __version__
from gpep517_reuse.decision import Decision, Here, Reuse, render_decision
from gpep517_reuse.errors import ReuseError, StoreError, UsageError
from gpep517_reuse.interruption import end_by_signals
from gpep517_reuse.recipe import BuildOptions
from gpep517_reuse.request import Request
from gpep517_reuse.reuse import look_up, provide_wheel
from gpep517_reuse.search import choose_given


logger = logging.getLogger(__name__)

_PASSED_ON = {
    "get-backend": "Print build-backend from pyproject.toml",
    "verify-pyc": "Verify that all installed modules were byte-compiled and "
                  "there are no stray .pyc files",
}
_OURS = {
    "build-wheel": "Build wheel from sources, or reuse an earlier one",
    "install-from-source": "Build or reuse a wheel, and install it "
                           "(without preserving the wheel)",
    "install-wheel": "Install the specified wheel",
    "find-wheel": "Tell which wheel build-wheel would reuse with the same "
                  "options, and why not the others",
    "verify-reuse": "Build afresh, and compare with what build-wheel would "
                    "reuse with the same options",
}
_REUSE_OPTIONS = frozenset({
    "--build-dir", "--expect-extension", "--no-reuse", "--reuse-dir",
    "--reuse-env", "--reuse-key", "--reuse-path", "--reuse-tree",
})
# on top of those of gpep517's commands
_OUR_OPTIONS = {
    "build-wheel": _REUSE_OPTIONS,
    "install-from-source": _REUSE_OPTIONS | {"--jobs"},
    "install-wheel": frozenset({"--jobs"}),
}

_STATUS_NONE_FOUND = 3


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status.

    ``argv`` is a whole sys.argv.  Whatever a backend raises passes
    through, as it does in gpep517.
    """
    argv = sys.argv if argv is None else argv
    command = next((argument for argument in argv[1:]
                    if not argument.startswith("-")), "")
    if _is_for_gpep517(command, argv[1:]):
        status: int = gpep517_main.main(argv)
        return status
    args = _make_parser(argv[0], command).parse_args(argv[1:])
    logging.basicConfig(format="{asctime} {name} {levelname} {message}",
                        style="{", level=args.loglevel)
    try:
        with end_by_signals():
            return _RUN[args.command](args, argv)
    except ReuseError as error:
        logger.error("%s", error)  # noqa: TRY400
        return error.status


def _is_for_gpep517(command: str, arguments: Sequence[str]) -> bool:
    """Tell whether gpep517 knows the command and all of its options.

    It then gets them as they are: an abbreviation that is unambiguous
    there could be ambiguous next to our options.
    """
    if command in _PASSED_ON:
        return True
    return command in _OUR_OPTIONS and not any(
        argument.partition("=")[0] in _OUR_OPTIONS[command] | {
            "-h", "--help"} for argument in arguments)


def _name_program(path: str) -> str:
    """Return what a user would type."""
    name = os.path.basename(path)
    return f"python -m {__package__}" if name == "__main__.py" else name


def _make_parser(program: str, command: str) -> argparse.ArgumentParser:
    """Make a parser, with the options of one command alone."""
    parser = argparse.ArgumentParser(
        prog=_name_program(program),
        description="Build wheels with gpep517, and reuse them for other "
        "Python interpreters where that installs the same.")
    parser.add_argument(
        "-q", "--quiet", action="store_const", dest="loglevel",
        const=logging.WARNING, default=logging.INFO,
        help="Disable verbose progress reporting")
    parser.add_argument("--version", action="version",
                        version=f"%(prog)s {__version__}")
    subparsers = parser.add_subparsers(dest="command", required=True)
    for name, description in {**_OURS, **_PASSED_ON}.items():
        subparser = subparsers.add_parser(
            name, help=description, description=description)
        if name == command and name in _OURS:
            _ADD_ARGS[name](subparser)
    return parser


def _add_build_wheel_args(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("required arguments")
    group.add_argument("--output-fd", type=int, required=True,
                       help="FD to output the wheel name to")
    group.add_argument("--wheel-dir", type=Path, required=True,
                       help="Directory to write the wheel into")
    _add_build_args(parser)


def _add_install_from_source_args(parser: argparse.ArgumentParser) -> None:
    _add_build_args(parser)
    _add_install_args(parser)


def _add_install_args(parser: argparse.ArgumentParser) -> None:
    # a build does without
    from gpep517_reuse.cli_install import add_jobs_args

    gpep517_main.add_install_args(parser)
    add_jobs_args(parser)


def _add_install_wheel_args(parser: argparse.ArgumentParser) -> None:
    gpep517_main.add_prefix_args(parser)
    _add_install_args(parser)
    parser.add_argument("wheel", type=Path, help="Wheel to install")


def _add_find_wheel_args(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "wheel", type=Path, nargs="*",
        help="Wheel to choose from, in place of --reuse-dir; that they are "
        "of the same sources is taken for granted")
    parser.add_argument("--wheel-dir", type=Path,
                        help="As for build-wheel")
    parser.add_argument("--json", action="store_true",
                        help="Print the choice and all reasons as JSON")
    _add_build_args(parser)


def _add_build_args(parser: argparse.ArgumentParser) -> None:
    gpep517_main.add_prefix_args(parser)
    gpep517_main.add_build_args(parser)
    group = parser.add_argument_group("reuse options")
    group.add_argument(
        "--reuse-dir", type=Path, metavar="DIR",
        help="Reuse a wheel from this directory, if it is shown to be what "
        "would be built here, else build one and keep it there")
    group.add_argument(
        "--no-reuse", action="store_true",
        help="Keep the wheel in --reuse-dir, but build it in any case")
    group.add_argument(
        "--build-dir", type=Path, metavar="DIR",
        help="Directory to make a fresh build base in, for setuptools "
        "(default: a temporary one)")
    group.add_argument(
        "--expect-extension", action="store_true",
        help="Never reuse a pure wheel: the package builds extension modules")
    group.add_argument(
        "--reuse-tree", type=Path, metavar="DIR", action="append", default=[],
        help="Another directory that the build takes sources from "
        "(can be repeated)")
    group.add_argument(
        "--reuse-env", metavar="NAME", action="append", default=[],
        help="Another environment variable that the wheel depends on, or "
        "NAME* for all that begin so (can be repeated)")
    group.add_argument(
        "--reuse-path", type=Path, metavar="PATH", action="append",
        default=[],
        help="A path that differs between interpreters and means the same "
        "(can be repeated)")
    group.add_argument(
        "--reuse-key", metavar="TEXT", default="",
        help="Reuse only what was kept with the same text")


def _build_wheel(args: argparse.Namespace, argv: Sequence[str]) -> int:
    with gpep517_main.open_output(args.output_fd) as out:
        _log_command(argv, args.output_fd)
        print(provide_wheel(_make_request(args), args.wheel_dir), file=out)
    return 0


def _install_from_source(args: argparse.Namespace, argv: Sequence[str]
                         ) -> int:
    from gpep517_reuse.cli_install import install

    _log_command(argv)
    with tempfile.TemporaryDirectory() as directory:
        wheel_dir = Path(directory)
        name = provide_wheel(_make_request(args), wheel_dir)
        install(args, wheel_dir / name)
    return 0


def _install_wheel(args: argparse.Namespace, argv: Sequence[str]) -> int:
    from gpep517_reuse.cli_install import install

    _log_command(argv)
    install(args, args.wheel)
    return 0


def _find_wheel(args: argparse.Namespace, argv: Sequence[str]) -> int:
    if bool(args.wheel) == (args.reuse_dir is not None):
        raise UsageError(
            "find-wheel takes either --reuse-dir or wheels",
            hint=f"see {_name_program(argv[0])} find-wheel --help")
    request = _make_request(args)
    if args.wheel:
        decision, here = choose_given(
            args.wheel, request.options,
            expect_extension=args.expect_extension)
    else:
        decision, here = _look_up(request, args.reuse_dir)
    for refusal in decision.refusals:
        logger.info("Not reusing %s", refusal)
    if not (decision.refusals or isinstance(decision, Reuse)):
        logger.info("%s holds no wheel", args.reuse_dir)
    if args.json:
        sys.stdout.write(render_decision(decision, here))
    elif isinstance(decision, Reuse):
        sys.stdout.write(f"{decision.candidate.wheel}\n")
    return 0 if isinstance(decision, Reuse) else _STATUS_NONE_FOUND


def _add_verify_reuse_args(parser: argparse.ArgumentParser) -> None:
    from gpep517_reuse.cli_verify import add_verify_args

    _add_build_args(parser)
    add_verify_args(parser)


def _verify_reuse(args: argparse.Namespace, argv: Sequence[str]) -> int:
    # a build needs nothing of it
    from gpep517_reuse.cli_verify import run_verify

    _log_command(argv, args.output_fd or 1)
    return run_verify(args, _make_request(args))


def _look_up(request: Request, reuse_dir: Path) -> tuple[Decision, Here]:
    try:
        lookup = look_up(request, reuse_dir, create=False)
    except OSError as error:
        raise StoreError(f"{reuse_dir} cannot be read: {error.strerror}",
                         hint="check its owner and mode") from error
    return lookup.decision, lookup.here


def _check_options(args: argparse.Namespace) -> None:
    """Raise UsageError for what nobody can have meant."""
    if args.reuse_dir is not None and (
            args.reuse_dir.absolute() == Path.cwd()):
        raise UsageError(
            "--reuse-dir is the current directory, or empty",
            hint="name a directory of its own, such as ../reuse")
    for tree in args.reuse_tree:
        if not tree.is_dir():
            raise UsageError(f"--reuse-tree {tree} is not a directory",
                             hint="name a directory that is there")
    for path in args.reuse_path:
        if path == Path():
            raise UsageError("--reuse-path is empty", hint="name a path")
    for name in args.reuse_env:
        if not name.rstrip("*") or "=" in name:
            raise UsageError(
                f"--reuse-env {name!r} is not the name of a variable",
                hint="name it without a value")
    if args.build_dir is not None and args.build_dir.exists() and (
            not args.build_dir.is_dir()):
        raise UsageError(f"--build-dir {args.build_dir} is not a directory",
                         hint="name a directory, which need not be there")


def _make_request(args: argparse.Namespace) -> Request:
    _check_options(args)
    return Request(
        options=BuildOptions(**{name: getattr(args, name)
                                for name in BuildOptions._fields}),
        wheel_dir=getattr(args, "wheel_dir", None),
        reuse_dir=args.reuse_dir, no_reuse=args.no_reuse,
        build_dir=args.build_dir, expect_extension=args.expect_extension,
        reuse_trees=tuple(args.reuse_tree),
        reuse_env=tuple(args.reuse_env),
        reuse_paths=tuple(args.reuse_path), reuse_key=args.reuse_key)


def _log_command(argv: Sequence[str], output_fd: int = 1) -> None:
    """Log the command so that it can be pasted."""
    command = shlex.join([sys.executable, "-P", "-m", "gpep517_reuse",
                          *argv[1:]])
    redirection = f" {output_fd}>&1" if output_fd > 2 else ""
    logger.info("Running: cd %s && %s%s", shlex.quote(os.getcwd()), command,
                redirection)


_ADD_ARGS: Mapping[str, Callable[[argparse.ArgumentParser], None]] = {
    "build-wheel": _add_build_wheel_args,
    "install-from-source": _add_install_from_source_args,
    "install-wheel": _add_install_wheel_args,
    "find-wheel": _add_find_wheel_args,
    "verify-reuse": _add_verify_reuse_args,
}
_RUN: Mapping[str, Callable[[argparse.Namespace, Sequence[str]], int]] = {
    "build-wheel": _build_wheel,
    "install-from-source": _install_from_source,
    "install-wheel": _install_wheel,
    "find-wheel": _find_wheel,
    "verify-reuse": _verify_reuse,
}
