# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The command line of find-wheel, which answers and changes nothing."""

from __future__ import annotations

import os
import sys
import time

from gpep517_reuse import log
from gpep517_reuse.cli.build import add_build_args
from gpep517_reuse.cli.command import Command, name_program
from gpep517_reuse.cli.options import OPTIONS, make_request
from gpep517_reuse.cli.table import render_table
from gpep517_reuse.decision.rules import Reuse
from gpep517_reuse.errors import ReuseError, StoreError, UsageError
from gpep517_reuse.reuse import log_refusals, look_up
from gpep517_reuse.sources.lines import read_line
from gpep517_reuse.store.store import Store
from gpep517_reuse.values import TYPE_CHECKING


if TYPE_CHECKING:
    import argparse

    from collections.abc import Callable, Iterator, Mapping, Sequence

    from gpep517_reuse.decision.rules import Decision, Requester
    from gpep517_reuse.reuse import Lookup
    from gpep517_reuse.sources.recipe import Request
    from gpep517_reuse.store.entry import Candidate


logger = log.Logger(__name__)

_STATUS_NONE_FOUND = 3
# all wheels, or the one that comes nearest
_NEAREST = ""
# what counts where wheels are given
_FOR_WHEELS = "--expect-extension"


def _add_find_wheel_args(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "wheel", nargs="*",
        help="Choose from these, which are of the same sources")
    parser.add_argument("--wheel-dir", help="As for build-wheel")
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--json", action="store_true",
                       help="Print the choice and all reasons, for machines")
    group.add_argument("--explain", nargs="?", const=_NEAREST,
                       metavar="WHEEL",
                       help="Tell all reasons why this wheel of --reuse-dir, "
                       "or the one that comes nearest, is not reused, and "
                       "what helps")
    group.add_argument("--list", action="store_true",
                       help="List what is in --reuse-dir")
    add_build_args(parser)


def _find_wheel(args: argparse.Namespace, argv: Sequence[str]) -> int:
    if bool(args.wheel) == (args.reuse_dir is not None):
        raise UsageError(
            "find-wheel takes either --reuse-dir or wheels",
            hint=f"see {name_program(argv[0])} find-wheel --help")
    request = make_request(args)
    if args.wheel:
        _check_given(args)
        from gpep517_reuse.decision.search import choose_given

        return _tell(args, *choose_given(
            args.wheel, request.options,
            expect_extension=args.expect_extension))
    if not os.path.exists(args.reuse_dir):
        logger.warning("%s does not exist", args.reuse_dir)
    if args.list:
        sys.stdout.write(_render_store(args.reuse_dir))
        return 0
    lookup = _search_store(request, args.reuse_dir)
    if args.explain is not None:
        return _explain(args, lookup)
    if os.path.exists(args.reuse_dir) and not (
            lookup.decision.refusals or isinstance(lookup.decision, Reuse)):
        logger.info("%s holds no wheel", args.reuse_dir)
    return _tell(args, lookup.decision, lookup.here)


def _check_given(args: argparse.Namespace) -> None:
    """Refuse wheels that are not there, and what has no effect on them."""
    for wheel in args.wheel:
        if not os.path.exists(wheel):
            raise UsageError(f"{wheel} does not exist",
                             hint="name wheels that are there")
    useless = [option.name for option in OPTIONS
               if option.name != _FOR_WHEELS and option.list_given(args)]
    useless += ["--wheel-dir"] * (args.wheel_dir is not None)
    useless += ["--explain"] * (args.explain is not None)
    useless += ["--list"] * args.list
    if useless:
        raise UsageError(f"{useless[0]} has no effect with wheels",
                         hint="leave it out")


def _tell(args: argparse.Namespace, decision: Decision, here: Requester
          ) -> int:
    if (args.loglevel <= log.INFO and not args.json and sys.stderr.isatty()
            and (decision.refusals or isinstance(decision, Reuse))):
        sys.stderr.write(_render_decision_table(decision))
    else:
        log_refusals(decision.refusals, with_unavoidable=True)
    if args.json:
        # a build does without
        from gpep517_reuse.decision.serialize import render_decision

        sys.stdout.write(render_decision(decision, here))
    elif isinstance(decision, Reuse):
        sys.stdout.write(f"{decision.candidate.wheel}\n")
    return 0 if isinstance(decision, Reuse) else _STATUS_NONE_FOUND


def _render_decision_table(decision: Decision) -> str:
    rows = [("no", refusal.title, f"{refusal.reason.code}: {refusal.sentence}")
            for refusal in decision.refusals]
    if isinstance(decision, Reuse):
        rows.insert(0, ("yes", decision.candidate.title, ""))
    return render_table(("reused", "wheel", "why not"), rows)


def _search_store(request: Request, reuse_dir: str) -> Lookup:
    try:
        return look_up(request, reuse_dir, create=False, ask_all=True)
    except OSError as error:
        raise _explain_store(reuse_dir, error) from error


def _explain_store(reuse_dir: str, error: OSError) -> StoreError:
    return StoreError(f"{reuse_dir} cannot be read: {error.strerror}",
                      hint="check its owner and mode")


def _explain(args: argparse.Namespace, lookup: Lookup) -> int:
    """Print why a wheel is not reused, as text to be pasted."""
    # nothing else takes it
    from gpep517_reuse.decision import explanation

    decision, here = lookup.decision, lookup.here
    chosen = explanation.choose_refused(decision.refusals, here, args.explain)
    if isinstance(decision, Reuse) and (not args.explain or not chosen):
        sys.stdout.write(f"{decision.candidate.title} is reused.\n")
        return 0
    if not chosen and args.explain:
        raise ReuseError(
            f"{args.reuse_dir} holds no {args.explain} of these sources",
            hint="see what it holds with --list")
    if not chosen:
        sys.stdout.write("No wheel comes near to a reuse.\n" + "".join(
            f"{refusal}\n" for refusal in decision.refusals))
    sys.stdout.write("\n".join(
        explanation.render_explanation(candidate, here,
                                       _make_reader(lookup, candidate))
        for candidate in chosen))
    return _STATUS_NONE_FOUND


def _make_reader(lookup: Lookup, candidate: Candidate
                 ) -> Callable[[str, int], str]:
    """Return what reads a line of the sources that a wheel was built from."""
    tree = lookup.store.read_tree(candidate)
    files: Mapping[str, str] = tree.files if tree else {}

    def read(path: str, number: int) -> str:
        # the kind comes first
        return read_line(lookup.sources.roots.locate(path), number,
                         files.get(path, "")[1:])

    return read


def _render_store(reuse_dir: str) -> str:
    """Render what is in a store, the newest first."""
    try:
        return render_table(
            ("wheel", "built by", "size", "built", "reused"),
            _list_entries(Store.open(reuse_dir, create=False)))
    except OSError as error:
        raise _explain_store(reuse_dir, error) from error


def _list_entries(store: Store) -> Iterator[tuple[str, ...]]:
    for candidate in sorted(store.find_all(),
                            key=lambda candidate: -candidate.built):
        built = time.localtime(candidate.built / 1e9)
        size = store.measure(candidate)
        yield (candidate.name.filename, candidate.entry.builder.name,
               "not kept" if size is None else f"{-(-size // 1024)} KiB",
               time.strftime("%Y-%m-%d %H:%M", built),
               str(store.count_reuses(candidate)))


FIND_WHEEL = Command(_add_find_wheel_args, _find_wheel)
