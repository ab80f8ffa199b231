# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Stability: what varies between builds by one and the same interpreter.

A build writes dates, its directory, and sets in the order of their hashes.
The builds of one interpreter, here and its controls, show what is unstable
so; only that is excused in the wheel of another builder.
"""

import collections
import typing

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass


_T = typing.TypeVar("_T")
_U = typing.TypeVar("_U")
_Texts = Sequence[Sequence[str]]
#: Where a region begins and ends, in each of several texts.
_Region = list[tuple[int, int]]

# above, what has changed into what is told by order alone, which is fast
_MOST_PAIRS = 400
_LEAST_LIKENESS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Builds(typing.Generic[_T]):
    """The same thing of each build: of the builder's, of the one here, and of
    further ones by the interpreter that is here.
    """

    builder: _T
    here: _T
    controls: tuple[_T, ...] = ()

    @property
    def all(self) -> tuple[_T, ...]:
        """Return the thing of each, the builder's first."""
        return (self.builder, self.here, *self.controls)

    @property
    def is_unstable(self) -> bool:
        """Return True if it differs between builds by one interpreter."""
        return any(control != self.here for control in self.controls)

    def map(self, take: Callable[[_T], _U]) -> "Builds[_U]":
        """Take something of each."""
        return Builds(builder=take(self.builder), here=take(self.here),
                      controls=tuple(map(take, self.controls)))


def find_unexplained(builds: Builds[tuple[str, ...]], *,
                     lenient: bool = False
                     ) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Compare values, whatever their order.

    Returns those that the builder has too many, and those that it lacks.
    A value that each build of this interpreter has as often is expected
    as often of the builder.  Of the others, the builder may have what it
    likes, as many as here.  Where their number varies, too, it may have
    those that were seen, and with ``lenient`` any.
    """
    stable, wild = _sort_out(builds)
    old, new = subtract(stable.builder, stable.here)
    if len(set(map(len, (wild.here, *wild.controls)))) == 1:
        if len(wild.builder) == len(wild.here):
            return old, new
        _, too_many, too_few = _pair(wild.builder, wild.here)
        return (*old, *too_many), (*new, *too_few)
    if lenient:
        return old, new
    seen = frozenset(wild.here).union(*wild.controls)
    return (*old, *(value for value in wild.builder
                    if value not in seen)), new


def mask_unstable(builds: Builds[tuple[str, ...]]) -> tuple[str, ...]:
    """Compare lines; return the builder's, with those of here in place of
    what is unstable.

    They equal those of here if and only if nothing else differs.
    """
    stable, _ = _sort_out(builds)
    # these are told wherever they stand, even where all else is excused
    blamed = frozenset().union(*subtract(stable.builder, stable.here))
    masked: list[str] = []
    end = 0
    for region in _find_regions(builds.all):
        begin, stop = region[0]
        masked += builds.builder[end:begin]
        builder, here, *controls = _cut(builds.all, region)
        masked += _mask_region(Builds(
            builder=builder, here=here, controls=tuple(controls)), blamed)
        end = stop
    return (*masked, *builds.builder[end:])


def subtract(old: Iterable[str], new: Iterable[str]
             ) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the values that only one has, or more often, in order."""
    old, new = tuple(old), tuple(new)
    return _leave_out(old, new), _leave_out(new, old)


def _mask_region(lines: Builds[tuple[str, ...]], blamed: frozenset[str]
                   ) -> Sequence[str]:
    if not lines.is_unstable:
        return lines.builder
    if (blamed.isdisjoint((*lines.builder, *lines.here))
            and find_unexplained(lines, lenient=True) == ((), ())
            and _is_order_explained(lines)):
        return lines.here
    masked = _replace_wild(lines, blamed)
    stable, _ = _sort_out(lines)
    if stable.is_unstable:
        places = {line: place for place, line in enumerate(lines.here)}
        masked.sort(key=lambda line: places.get(line, len(places)))
    return masked


def _replace_wild(lines: Builds[tuple[str, ...]], blamed: frozenset[str]
                  ) -> list[str]:
    """Replace what is unstable in a region that holds more than that.

    This is for the eye alone: it leaves out what nobody should look at.
    """
    _, wild = _sort_out(lines)
    wild = wild.map(lambda found: tuple(
        line for line in found if line not in blamed))
    if len(lines.builder) == len(lines.here):
        undistributed = frozenset(wild.builder), frozenset(wild.here)
        pairs = [(theirs, ours) for theirs, ours in zip(
            lines.builder, lines.here, strict=True)
            if theirs in undistributed[0] and ours in undistributed[1]]
    else:
        pairs, _, _ = _pair(wild.builder, wild.here)
    places = collections.defaultdict(list)
    for theirs, ours in reversed(pairs):
        alike = _measure_likeness(theirs, ours) >= _LEAST_LIKENESS
        places[theirs].append(ours if alike else theirs)
    return [places[line].pop() if places.get(line) else line
            for line in lines.builder]


def _is_order_explained(lines: Builds[tuple[str, ...]]) -> bool:
    """Return True if the stable lines stand in the order of here, or in one
    that varies anyway.
    """
    stable, _ = _sort_out(lines)
    return stable.builder == stable.here or stable.is_unstable


def _sort_out(builds: Builds[tuple[str, ...]]
              ) -> tuple[Builds[tuple[str, ...]], Builds[tuple[str, ...]]]:
    """Tell values that each build of this interpreter has equally often
    from all others.
    """
    known = _find_stable((builds.here, *builds.controls))
    return (builds.map(lambda values: tuple(
                value for value in values if value in known)),
            builds.map(lambda values: tuple(
                value for value in values if value not in known)))


def _find_stable(builds: _Texts) -> frozenset[str]:
    first, *others = map(collections.Counter, builds)
    return frozenset(
        value for value, count in first.items()
        if all(other[value] == count for other in others))


def _leave_out(values: Iterable[str], others: Iterable[str]
               ) -> tuple[str, ...]:
    rest = collections.Counter(others)
    left = []
    for value in values:
        if rest[value] > 0:
            rest[value] -= 1
        else:
            left.append(value)
    return tuple(left)


def _pair(builder: Sequence[str], here: Sequence[str]
          ) -> tuple[list[tuple[str, str]], list[str],
                     list[str]]:
    """Pair values with those that are most like them, as many as can be.

    Returns the pairs, and what is left on either side.
    """
    if len(builder) * len(here) > _MOST_PAIRS:
        count = min(len(builder), len(here))
        return (list(zip(builder, here, strict=False)),
                list(builder[count:]), list(here[count:]))
    ranked = sorted(
        (-_measure_likeness(theirs, ours), i, j)
        for i, theirs in enumerate(builder) for j, ours in enumerate(here))
    pairs: dict[int, int] = {}
    for _, i, j in ranked:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    paired = set(pairs.values())
    return ([(builder[i], here[j]) for i, j in sorted(pairs.items())],
            [value for i, value in enumerate(builder) if i not in pairs],
            [value for j, value in enumerate(here) if j not in paired])


def _measure_likeness(one: str, other: str) -> float:
    # needed only where something differs and is unstable
    import difflib

    if one == other:
        return 1.0
    matcher: difflib.SequenceMatcher[str] = difflib.SequenceMatcher(
        None, one, other, autojunk=False)
    return matcher.quick_ratio() if len(one) + len(other) > 1_000 else (
        matcher.ratio())


def _find_regions(texts: _Texts) -> Iterator[_Region]:
    """Yield the regions, in order, in which not all texts agree.

    Between two regions stand lines that all texts have, in one order.
    """
    pending: list[_Region] = [[(0, len(text)) for text in texts]]
    while pending:
        region = _trim(texts, pending.pop())
        if all(start == stop for start, stop in region):
            continue
        anchors = _find_anchors(_cut(texts, region))
        if anchors:
            pending += reversed(list(_split(region, anchors)))
        else:
            yield region


def _cut(texts: _Texts, region: _Region) -> list[tuple[str, ...]]:
    return [tuple(text[start:stop]) for text, (start, stop) in zip(
        texts, region, strict=True)]


def _split(region: _Region, anchors: Iterable[tuple[int, ...]]
           ) -> Iterator[_Region]:
    """Yield what lies between the anchors, which are relative places."""
    begins = [start for start, _ in region]
    starts = begins
    for anchor in anchors:
        stops = [begin + place for begin, place in zip(
            begins, anchor, strict=True)]
        yield list(zip(starts, stops, strict=True))
        starts = [stop + 1 for stop in stops]
    yield [(start, stop) for start, (_, stop) in zip(
        starts, region, strict=True)]


def _trim(texts: _Texts, region: _Region) -> _Region:
    """Leave out the lines that all texts begin or end with."""
    shortest = min(stop - start for start, stop in region)
    first = 0
    while first < shortest and _agree(
            text[start + first] for text, (start, _) in zip(
                texts, region, strict=True)):
        first += 1
    last = 0
    while last < shortest - first and _agree(
            text[stop - last - 1] for text, (_, stop) in zip(
                texts, region, strict=True)):
        last += 1
    return [(start + first, stop - last) for start, stop in region]


def _agree(values: Iterable[str]) -> bool:
    return len(set(values)) == 1


def _find_anchors(texts: _Texts) -> list[tuple[int, ...]]:
    """Find the lines that stand once in each text, with the same such
    lines before and after; return their places in each.

    A line that changes places with another is no anchor: the order of a
    set could else pass for a line that is gone and one that is new.
    """
    places = [_find_unique(text) for text in texts]
    common = [line for line in places[0]
              if all(line in others for others in places[1:])]
    uncrossed = set(range(len(common)))
    for others in places[1:]:
        ranks = {line: rank for rank, line in enumerate(
            sorted(common, key=others.__getitem__))}
        highest = -1
        for rank, line in enumerate(common):
            if ranks[line] != rank or highest >= rank:
                uncrossed.discard(rank)
            highest = max(highest, ranks[line])
    return [tuple(others[common[rank]] for others in places)
            for rank in sorted(uncrossed)]


def _find_unique(text: Iterable[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    twice = set()
    for place, line in enumerate(text):
        if line in places:
            twice.add(line)
        places[line] = place
    for line in twice:
        del places[line]
    return places
