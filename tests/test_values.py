# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the named tuples: each holds for typing's as well."""

import copy
import subprocess
import sys
import types
import typing

from pathlib import Path

import pytest

import gpep517_reuse

from gpep517_reuse.environment.interpreter import Interpreter
from gpep517_reuse.store.entry import Entry

from samples import make_entry, make_interpreter


REPOSITORY = Path(gpep517_reuse.__file__).parent.parent

SAMPLE = """\
from __future__ import annotations

from {module} import NamedTuple


class Sample(NamedTuple):
    '''Have a field, and two that need not be given.'''

    #: Of a type that is nowhere.
    zeta: Missing
    alpha: str = "a"
    middle: tuple[int, ...] = ()

    CONSTANT = 42

    @property
    def title(self) -> str:
        '''Name it.'''
        return f"{{self.zeta}}/{{self.alpha}}"

    @classmethod
    def parse(cls, text: str) -> Sample:
        return cls(*text.split("-"))

    @staticmethod
    def double(number: int) -> int:
        return 2 * number

    def join(self, end: str = ".") -> str:
        return self.title + end

    def __str__(self) -> str:
        return f"<{{self.zeta}}>"


class Other(NamedTuple):
    zeta: object
    alpha: object
    middle: object


class Empty(NamedTuple):
    pass


class Heir(Sample):
    def join(self, end: str = "?") -> str:
        return super().join(end)


def take(value: object) -> object:
    match value:
        case Sample("one", alpha, middle=middle):
            return alpha, middle
        case Sample(zeta=zeta):
            return zeta
    return None
"""


@pytest.fixture(params=["typing", "gpep517_reuse.values"])
def made(request: pytest.FixtureRequest) -> typing.Any:
    """Run the sample with typing's named tuples, or ours."""
    namespace: dict[str, object] = {"__name__": "made"}
    exec(SAMPLE.format(module=request.param), namespace)
    return types.SimpleNamespace(**namespace)


def test_defaults(made: typing.Any) -> None:
    one = made.Sample("one")
    assert (one.zeta, one.alpha, one.middle) == ("one", "a", ())
    two = made.Sample("two", middle=(1,), alpha="b")
    assert (two.zeta, two.alpha, two.middle) == ("two", "b", (1,))
    assert made.Sample._field_defaults == {"alpha": "a", "middle": ()}
    assert made.Sample.CONSTANT == made.Sample("one").CONSTANT == 42


def test_fields_are_in_the_order_that_they_were_written_in(
        made: typing.Any) -> None:
    assert made.Sample._fields == ("zeta", "alpha", "middle")
    assert tuple(made.Sample(3, 2, 1)) == (3, 2, 1)
    zeta, *rest = made.Sample(3, 2, 1)
    assert (zeta, rest) == (3, [2, 1])
    assert made.Sample(3, 2, 1)[1:] == (2, 1)


def test_methods(made: typing.Any) -> None:
    sample = made.Sample("one", "b")
    assert sample.title == "one/b"
    assert sample.join() == "one/b."
    assert sample.join("!") == "one/b!"
    assert made.Sample.parse("x-y") == ("x", "y", ())
    assert type(made.Sample.parse("x-y")) is made.Sample
    assert made.Sample.double(2) == sample.double(2) == 4
    assert str(sample) == "<one>"
    assert repr(sample) == "Sample(zeta='one', alpha='b', middle=())"


def test_replace(made: typing.Any) -> None:
    sample = made.Sample("one")
    other = sample._replace(alpha="b", zeta="two")
    assert other == ("two", "b", ())
    assert type(other) is made.Sample
    assert sample == ("one", "a", ())
    with pytest.raises((TypeError, ValueError), match="beta"):
        sample._replace(beta=1)


def test_as_a_table(made: typing.Any) -> None:
    assert list(made.Sample("one")._asdict().items()) == [
        ("zeta", "one"), ("alpha", "a"), ("middle", ())]
    assert made.Sample(**made.Sample("one", "b")._asdict()) == (
        made.Sample("one", "b"))


def test_equality(made: typing.Any) -> None:
    one, same, other = (made.Sample(name) for name in ("one", "one", "two"))
    assert one == same
    assert hash(one) == hash(same)
    assert one != other
    assert one < other
    # as tuples are, whatever they are called
    assert one == ("one", "a", ()) == made.Other("one", "a", ())
    assert len({one, same, other}) == 2
    assert copy.copy(one) == copy.deepcopy(one) == one
    assert isinstance(one, tuple)
    assert not isinstance(one, made.Other)


def test_match_by_position(made: typing.Any) -> None:
    assert made.Sample.__match_args__ == ("zeta", "alpha", "middle")
    assert made.take(made.Sample("one", "b", (1,))) == ("b", (1,))
    assert made.take(made.Sample("two")) == "two"
    assert made.take(made.Other("one", "b", ())) is None
    assert made.take(("one", "b", ())) is None


def test_without_fields(made: typing.Any) -> None:
    assert made.Empty() == ()
    assert made.Empty._fields == ()


def test_heir(made: typing.Any) -> None:
    heir = made.Heir("one", middle=(1,))
    assert heir == ("one", "a", (1,))
    assert heir.join() == "one/a?"
    assert type(heir._replace(alpha="b")) is made.Heir
    assert made.take(heir) == ("a", (1,))


@pytest.mark.parametrize(("arguments", "named"), [
    ((), {}), ((), {"alpha": "b"}), ((1, 2, 3, 4), {}), ((1,), {"beta": 2}),
    ((1,), {"zeta": 2}),
], ids=["none", "too few", "too many", "unknown", "twice"])
def test_wrong_arguments(made: typing.Any, arguments: tuple[int, ...],
                         named: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        made.Sample(*arguments, **named)


def test_nothing_can_be_set(made: typing.Any) -> None:
    sample = made.Sample("one")
    for name in ("zeta", "title"):
        with pytest.raises(AttributeError):
            setattr(sample, name, "two")
    assert sample == ("one", "a", ())


def test_what_it_is_called(made: typing.Any) -> None:
    assert made.Sample.__name__ == made.Sample.__qualname__ == "Sample"
    assert made.Sample.__module__ == "made"
    assert made.Sample.__doc__ == (
        "Have a field, and two that need not be given.")
    assert made.Sample.title.__doc__ == "Name it."
    assert issubclass(made.Sample, tuple)


@pytest.mark.parametrize("module", ["typing", "gpep517_reuse.values"])
@pytest.mark.parametrize("name", [
    "class_", "cls", "count", "fields", "index", "named", "self", "values"])
def test_names_of_fields(module: str, name: str) -> None:
    namespace: dict[str, typing.Any] = {"__name__": "made"}
    exec("from __future__ import annotations\n"
         f"from {module} import NamedTuple\n"
         f"class Sample(NamedTuple):\n    {name}: int\n", namespace)
    sample = namespace["Sample"](**{name: 1})
    assert getattr(sample, name) == 1
    assert sample._asdict() == {name: 1}
    assert sample._replace(**{name: 2}) == (2,)


def test_ours_are_of_use() -> None:
    """Those that a record is made of."""
    entry = make_entry()
    assert Entry._fields[:4] == ("wheel", "sha256", "state", "recipe")
    assert entry._replace(ran=("setup.py",)).ran == ("setup.py",)
    assert Entry(**entry._asdict()) == entry
    match make_interpreter("3.12"):
        case Interpreter(implementation, release):
            assert (implementation, release) == ("cpython", (3, 12, 1))


def test_importing_them_does_without_typing() -> None:
    code = ("import sys; from gpep517_reuse import values; "
            "print({'typing', 're', 'inspect'} & {*sys.modules})")
    process = subprocess.run(
        # site may import anything
        (sys.executable, "-S", "-c", code), stdout=subprocess.PIPE,
        text=True, check=True, env={"PYTHONPATH": str(REPOSITORY)})
    assert process.stdout == "set()\n"
