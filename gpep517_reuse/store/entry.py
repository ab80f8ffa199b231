# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The entry: a wheel that was built, and how it came about."""

from __future__ import annotations

from gpep517_reuse.analysis.condition import Condition
from gpep517_reuse.environment.interpreter import Interpreter
from gpep517_reuse.sources.recipe import Recipe
from gpep517_reuse.values import TYPE_CHECKING, NamedTuple
from gpep517_reuse.wheel.filename import WheelName


if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


#: The version of the record's schema; another one is never used.
SCHEMA = 4


class Entry(NamedTuple):
    """The record of a build."""

    wheel: WheelName
    #: The wheel's, in hexadecimal.
    sha256: str
    #: The fingerprint of the source tree before the build.
    state: str
    recipe: Recipe
    builder: Interpreter
    #: When it was built, in nanoseconds since the epoch.
    built: int
    #: Where the build ran.
    directory: str
    #: The files of the project that ran as code.
    ran: tuple[str, ...] = ()
    #: The programs that were started: where each was found, by the name that
    #: it was looked for by; empty where a path was given.
    started: Mapping[str, str] = {}
    #: The variables that were read, as describe_variables() has them.
    variables: Mapping[str, str] = {}
    #: Variables that the programs may have read besides, "NAME*" for many.
    program_variables: tuple[str, ...] = ()
    #: The module of the backend, and plug-ins, of which nothing is known.
    unknown_tools: tuple[str, ...] = ()
    #: The versions of distributions of which a module was loaded, by name.
    tools: Mapping[str, str] = {}
    #: The SHA-256 of loaded modules that belong to no distribution, by path.
    undistributed: Mapping[str, str] = {}
    #: The versions of distributions that offer plug-ins, by name.
    plugins: Mapping[str, str] = {}
    #: The groups of entry points that plug-ins were looked for in.
    groups: tuple[str, ...] = ()
    #: What code of the project asked.
    conditions: tuple[Condition, ...] = ()
    #: Why the conditions do not tell all, a sentence each.
    obstacles: tuple[str, ...] = ()
    #: Whether the project's code was read: else, there are no conditions, and
    #: the obstacles are some of those that an earlier build met.
    is_read: bool = True
    #: What was left out of the conditions, a sentence each.
    passed_over: tuple[str, ...] = ()
    #: What in the wheel names an interpreter, a sentence each.
    interpreter_names: tuple[str, ...] = ()
    #: Members of the wheel that are no files of the source tree.
    generated: tuple[str, ...] = ()
    #: Why the wheel is fit for nobody but its builder, a sentence each.
    faults: tuple[str, ...] = ()
    #: Whether the metadata names the directory, or may.
    names_directory: bool = False

    @property
    def title(self) -> str:
        """Name it for a person."""
        return f"{self.wheel.filename} of {self.builder.name}"

    @classmethod
    def from_json(cls, data: object) -> Entry:
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
    def _from_fields(cls, data: Mapping[str, Any]) -> Entry:
        return cls(
            wheel=WheelName.parse(data["wheel"]),
            sha256=_text(data["sha256"]), state=_text(data["state"]),
            recipe=Recipe(_table(data["recipe"])),
            builder=Interpreter.from_json(data["builder"]),
            built=int(data["built"]), directory=_text(data["directory"]),
            tools=_table(data["tools"]),
            undistributed=_table(data["undistributed"]),
            plugins=_table(data["plugins"]),
            started=_table(data["started"]),
            variables=_table(data["variables"]),
            names_directory=data["names_directory"] is True,
            is_read=data["is_read"] is True,
            conditions=tuple(map(_condition, data["conditions"])),
            **{name: _texts(data[name]) for name in (
                "ran", "program_variables", "unknown_tools",
                "groups", "obstacles", "passed_over", "interpreter_names",
                "generated", "faults")})

    def to_json(self) -> Mapping[str, object]:
        """Return the record as JSON knows it."""
        return {**self._asdict(), "version": SCHEMA,
                "wheel": self.wheel.filename, "recipe": self.recipe.settings,
                "builder": self.builder.to_json()}


class Candidate(NamedTuple):
    """An entry, and the path of its wheel."""

    entry: Entry
    wheel: str

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


class Given(NamedTuple):
    """A wheel of which the caller vouches for source and builder.

    The fields are as in an entry.
    """

    name: WheelName
    wheel: str
    built: int
    interpreter_names: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def title(self) -> str:
        """Name it for a person."""
        return self.wheel


class Damaged(NamedTuple):
    """Something in the store that is not an entry, and why."""

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


def _condition(value: Any) -> Condition:
    path, line, question, answer = value
    return Condition(_text(path), int(line), _text(question), _text(answer))


def _table(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is not a table")
    return {_text(key): _text(item) for key, item in value.items()}
