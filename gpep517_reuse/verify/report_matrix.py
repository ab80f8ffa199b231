# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The matrix of a report: whose wheel serves whom, and why not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gpep517_reuse.verify.findings import (
    Comparison,
    LeftOut,
    Verdict,
    Verification,
)


#: What a cell can say, and what that means.
KINDS: Mapping[str, str] = {
    **{verdict.code: str(verdict.value) for verdict in (
        Verdict.SAME, Verdict.DIFFERS, Verdict.UNSTABLE, Verdict.UNCHECKED)},
    "refused": "a rule refuses the reuse; the word after it tells what that "
    "would have come to",
    "not looked at": "the reuse is refused for its tag, a tool or the like, "
    "whatever the wheel holds; the word after it is the rule's code",
    "failed": "there is no wheel of it to compare",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What became of one wheel for one interpreter.

    ``kind`` is one of KINDS, ``aside`` what there is besides, and
    ``reason`` the number of a sentence, 0 for none.
    """

    kind: str
    aside: str = ""
    reason: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Who built, for whom, and what became of it: ``cells`` are by both.

    ``reasons`` are the sentences of refusals, each once.
    """

    builders: tuple[str, ...]
    here: tuple[str, ...]
    failed: tuple[str, ...]
    cells: Mapping[tuple[str, str], tuple[Cell, ...]]
    reasons: tuple[str, ...]

    def find(self, builder: str, here: str) -> tuple[Cell, ...]:
        """Find what became of a builder's wheel."""
        if {builder, here} & {*self.failed}:
            return (Cell(kind="failed"),)
        return self.cells.get((builder, here), ())

    def list_kinds(self) -> Iterator[str]:
        """Yield the kinds that there are, in their order."""
        seen = {cell.kind for cells in self.cells.values() for cell in cells}
        seen |= {"failed"} if self.failed else set()
        yield from (kind for kind in KINDS if kind in seen)


def make_matrix(verification: Verification) -> Matrix:
    """Arrange all that was, and was not, compared."""
    order = [contents.name for contents in verification.contents]
    pairs: Sequence[Comparison | LeftOut] = (
        *verification.comparisons, *verification.left_out)
    builders = _order((pair.builder for pair in pairs), order)
    pairs = sorted(pairs, key=lambda pair: builders.index(pair.builder))
    reasons = tuple(dict.fromkeys(filter(None, map(_explain, pairs))))
    cells: dict[tuple[str, str], tuple[Cell, ...]] = {}
    for pair in pairs:
        place = pair.builder, pair.here
        cells[place] = (*cells.get(place, ()), _make_cell(pair, reasons))
    failed = tuple(failure.interpreter for failure in verification.failures)
    return Matrix(
        builders=(*builders, *failed),
        here=(*_order((pair.here for pair in pairs), order), *failed),
        failed=failed, cells=cells, reasons=reasons)


def _order(names: Iterator[str], order: Sequence[str]) -> tuple[str, ...]:
    known = dict.fromkeys(names)
    return (*(name for name in dict.fromkeys(order) if name in known),
            *(name for name in known if name not in order))


def _explain(pair: Comparison | LeftOut) -> str:
    return pair.sentence if isinstance(pair, LeftOut) else pair.refusal


def _make_cell(pair: Comparison | LeftOut, reasons: Sequence[str]) -> Cell:
    if isinstance(pair, LeftOut):
        return Cell(kind="not looked at", aside=pair.reason,
                    reason=reasons.index(pair.sentence) + 1)
    if not pair.refusal:
        return Cell(kind=pair.verdict.code)
    return Cell(kind="refused", aside=pair.verdict.code,
                reason=reasons.index(pair.refusal) + 1)
