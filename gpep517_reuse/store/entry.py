# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The entry: a wheel that was built, and how it came about."""

import typing

from collections.abc import Mapping
from pathlib import Path

from gpep517_reuse.analysis.condition import Condition
from gpep517_reuse.environment.interpreter import Interpreter
from gpep517_reuse.sources.recipe import Recipe
from gpep517_reuse.wheel.filename import WheelName


#: The version of the record's schema; another one is never used.
SCHEMA = 1


class Entry(typing.NamedTuple):
    """Record a build.

    ``sha256`` is the wheel's, in hexadecimal, ``state`` the fingerprint of
    the tree before the build, ``built`` in nanoseconds since the epoch,
    ``directory`` where the build ran.  ``ran`` are the files of the
    project that ran as code, ``started`` the programs; ``tools`` and
    ``plugins`` are versions by name, ``groups`` the groups of entry points
    that were asked, ``loose`` the SHA-256 of modules of no distribution by
    path.  ``located`` tells that the metadata names the directory.
    ``conditions`` are what the project's code asked;
    ``obstacles`` say why they do not tell all, ``passed_over`` what was
    left out of them.  ``named``, ``made_up``, ``obstacles`` and ``faults``
    are reasons, a sentence each, why the wheel is fit for the exact
    interpreter only, or for nobody.
    """

    wheel: WheelName
    sha256: str
    state: str
    recipe: Recipe
    builder: Interpreter
    built: int
    directory: str
    ran: tuple[str, ...] = ()
    started: tuple[str, ...] = ()
    tools: Mapping[str, str] = {}
    loose: Mapping[str, str] = {}
    plugins: Mapping[str, str] = {}
    groups: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    obstacles: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    made_up: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    located: bool = False

    @property
    def title(self) -> str:
        """Name it for a person."""
        return f"{self.wheel.filename} of {self.builder.name}"

    @classmethod
    def from_json(cls, data: object) -> "Entry":
        """Take what to_json() gave.

        Raises ValueError where it is of another schema, or none.
        """
        version = data.get("version") if isinstance(data, dict) else None
        if not isinstance(data, dict) or repr(version) != repr(SCHEMA):
            raise ValueError(f"its schema is {version!r}, expected {SCHEMA}")
        try:
            return cls._from_fields(data)
        except (AttributeError, KeyError, OverflowError,
                TypeError) as error:
            raise ValueError(f"a field is missing or of another kind: "
                             f"{error}") from error

    @classmethod
    def _from_fields(cls, data: Mapping[str, typing.Any]) -> "Entry":
        return cls(
            wheel=WheelName.parse(data["wheel"]),
            sha256=_text(data["sha256"]), state=_text(data["state"]),
            recipe=Recipe(_table(data["recipe"])),
            builder=Interpreter.from_json(data["builder"]),
            built=int(data["built"]), directory=_text(data["directory"]),
            tools=_table(data["tools"]), loose=_table(data["loose"]),
            plugins=_table(data["plugins"]),
            located=data["located"] is True,
            conditions=tuple(map(_condition, data["conditions"])),
            **{name: _texts(data[name]) for name in (
                "ran", "started", "groups", "obstacles", "passed_over",
                "named", "made_up", "faults")})

    def to_json(self) -> Mapping[str, object]:
        """Return the record as JSON knows it."""
        return {**self._asdict(), "version": SCHEMA,
                "wheel": self.wheel.filename, "recipe": self.recipe.settings,
                "builder": self.builder.to_json()}


class Candidate(typing.NamedTuple):
    """Pair an entry with the path of its wheel."""

    entry: Entry
    wheel: Path

    @property
    def name(self) -> WheelName:
        """Return the name of the wheel."""
        return self.entry.wheel

    @property
    def title(self) -> str:
        """Name it for a person."""
        return self.entry.title

    @property
    def built(self) -> int:
        """Return when, in nanoseconds since the epoch."""
        return self.entry.built


class Given(typing.NamedTuple):
    """Hold a wheel of which the caller vouches for source and builder.

    ``named`` and ``faults`` are as in an entry, ``built`` likewise.
    """

    name: WheelName
    wheel: Path
    built: int
    named: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def title(self) -> str:
        """Name it for a person."""
        return str(self.wheel)


class Damaged(typing.NamedTuple):
    """Tell why something in the store is not an entry."""

    title: str
    reason: str


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is not a list")
    return tuple(map(_text, value))


def _condition(value: typing.Any) -> Condition:
    path, line, question, answer = value
    return Condition(_text(path), int(line), _text(question), _text(answer))


def _table(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is not a table")
    return {_text(key): _text(item) for key, item in value.items()}
