# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Calls that are killed at any point."""

import signal

import pytest

from integration.faults import Place, find_leftovers, read_entries
from integration.harness import read_members
from samples import PURE


pytestmark = pytest.mark.interpreters

# so many kills of each kind of call
_KILLS = 55


@pytest.mark.parametrize(("kind", "is_filled", "links"), [
    ("kill anywhere", False, True), ("kill in the store", False, True),
    ("kill in the store", True, True), ("kill in the store", False, False),
], ids=["anywhere", "storing", "handing out", "storing without hard links"])
def test_killed(place: Place, kind: str, is_filled: bool, links: bool
                ) -> None:
    """Wherever a call is killed, no half entry is there, the next one gets
    a right wheel, and nothing is left of the first.
    """
    if is_filled:
        place.fill()
    place.renew()
    total = place.build(kind=kind, links=links).passed
    expected = read_members(place.wheels / PURE)
    left = 0
    points = range(1, total, max(1, total // _KILLS))
    for point in points:
        place.renew()
        outcome = place.build(kind=kind, code=signal.SIGKILL, at=point,
                              links=links)
        assert outcome.status == -signal.SIGKILL
        read_entries(place.store)
        left += bool(find_leftovers(place.store, place.wheels))
        outcome = place.build(links=links)
        assert (outcome.status, outcome.answer) == (0, f"{PURE}\n")
        assert not outcome.warns
        assert read_members(place.wheels / PURE) == expected
        assert read_entries(place.store)
        assert find_leftovers(place.store, place.wheels) == []
    assert len(points) >= _KILLS
    # or nothing was swept; what is handed out is linked, and not staged
    assert left or is_filled or kind == "kill anywhere"
