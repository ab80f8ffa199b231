# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the entry."""

import json
import typing


import hypothesis
import hypothesis.strategies as st
import pytest

from gpep517_reuse.analysis.condition import Condition
from gpep517_reuse.sources.recipe import Recipe
from gpep517_reuse.store.entry import SCHEMA, Candidate, Damaged, Entry, Given
from gpep517_reuse.wheel.filename import WheelName

from samples import PURE, SHA256, STATE, make_entry, make_interpreter


TEXT = st.text(max_size=5)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
TABLES = st.dictionaries(TEXT, TEXT, max_size=3)
ENTRIES = st.builds(
    make_entry, sha256=TEXT, state=TEXT, recipe=TABLES.map(Recipe),
    built=st.integers(0, 2**63), directory=TEXT, ran=TEXTS,
    started=TABLES, variables=TABLES, program_variables=TEXTS,
    unknown_tools=TEXTS,
    tools=TABLES, plugins=TABLES, groups=TEXTS, interpreter_names=TEXTS,
    generated=TEXTS,
    obstacles=TEXTS, passed_over=TEXTS, faults=TEXTS,
    undistributed=TABLES, names_directory=st.booleans(),
    conditions=st.lists(st.builds(Condition, TEXT, st.integers(), TEXT, TEXT),
                        max_size=2).map(tuple))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(
        st.text(), values, max_size=3), max_leaves=5)


def to_data(entry: Entry) -> dict[str, typing.Any]:
    """Return what JSON makes of an entry."""
    data = json.loads(json.dumps(entry.to_json()))
    assert isinstance(data, dict)
    return data


@hypothesis.given(ENTRIES)
def test_json_round_trip(entry: Entry) -> None:
    """What JSON has kept is the same entry."""
    assert Entry.from_json(to_data(entry)) == entry


def test_to_json() -> None:
    data = to_data(make_entry())
    assert data["version"] == SCHEMA
    assert data["wheel"] == PURE
    assert data["sha256"] == SHA256
    assert data["state"] == STATE
    assert data["recipe"] == {"--backend": "flit_core"}
    assert data["builder"]["release"] == [3, 12, 1]
    assert set(data) >= {*Entry._fields, "version"}


@pytest.mark.parametrize("data", [
    None, 1, "", [], {}, {"version": SCHEMA + 1}, {"version": None},
    {"version": str(SCHEMA)}], ids=repr)
def test_another_schema(data: object) -> None:
    version = data.get("version") if isinstance(data, dict) else None
    with pytest.raises(ValueError, match="its schema is") as caught:
        Entry.from_json(data)
    assert str(caught.value) == (
        f"its schema is {version!r}, expected {SCHEMA}")


@pytest.mark.parametrize("name", sorted(make_entry().to_json()))
def test_missing_field(name: str) -> None:
    data = to_data(make_entry())
    del data[name]
    with pytest.raises(ValueError, match=r"its schema is|a field is missing"):
        Entry.from_json(data)


@pytest.mark.parametrize(("name", "value", "message"), [
    ("sha256", 1, "a field is missing or of another kind: 1 is not a text"),
    ("state", None,
     "a field is missing or of another kind: None is not a text"),
    ("ran", "a.py",
     "a field is missing or of another kind: 'a.py' is not a list"),
    ("faults", [1],
     "a field is missing or of another kind: 1 is not a text"),
    ("faults", {},
     "a field is missing or of another kind: {} is not a list"),
    ("tools", [], "a field is missing or of another kind: [] is not a table"),
    ("recipe", {"a": 1},
     "a field is missing or of another kind: 1 is not a text"),
    ("wheel", "../a-1-py3-none-any.whl",
     "'../a-1-py3-none-any.whl' is not the name of a wheel"),
    ("wheel", "a.whl", "'a.whl' is not the name of a wheel"),
])
def test_field_of_another_kind(name: str, value: object, message: str
                               ) -> None:
    data = {**to_data(make_entry()), name: value}
    with pytest.raises(ValueError, match=r".") as caught:
        Entry.from_json(data)
    assert str(caught.value) == message


@hypothesis.given(st.sampled_from(sorted(make_entry().to_json())), JSON)
@hypothesis.example("built", float("inf"))
@hypothesis.example("conditions", [["setup.py", float("inf"), "", ""]])
@hypothesis.example("conditions", [["setup.py"]])
@hypothesis.example("builder", {"release": [float("inf"), 1, 1]})
def test_any_field_parses_or_is_refused(name: str, value: object) -> None:
    """Whatever a record holds, it is an entry or a ValueError."""
    data = {**to_data(make_entry()), name: value}
    try:
        entry = Entry.from_json(data)
    except ValueError:
        return
    assert entry.wheel.filename == data["wheel"]


@hypothesis.given(JSON)
def test_anything_else_is_refused(data: object) -> None:
    """No JSON but that of an entry is an entry."""
    with pytest.raises(ValueError, match=r"its schema is|a field is missing"):
        Entry.from_json(data)


def test_titles() -> None:
    entry = make_entry()
    candidate = Candidate(entry, f"/store/{PURE}")
    assert entry.title == f"{PURE} of CPython 3.12.1"
    assert candidate.title == entry.title
    assert candidate.name == WheelName.parse(PURE)
    assert candidate.built == entry.built
    given = Given(WheelName.parse(PURE), f"/w/{PURE}", 1, (), ())
    assert given.title == f"/w/{PURE}"
    assert Damaged("a", "b").title == "a"


def test_builder_is_exact() -> None:
    assert to_data(make_entry(builder="3.15t")) != to_data(
        make_entry(builder="3.15"))
    assert Entry.from_json(to_data(make_entry(builder="3.15t"))).builder == (
        make_interpreter("3.15t"))
