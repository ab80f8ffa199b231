# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Named tuples: typing's, without what importing typing takes.

That is half a bare interpreter start, and a reuse needs nothing else of it.
Nor is code compiled for each class, as collections.namedtuple() does.
A module that uses this one begins with ``from __future__ import
annotations``, so that nothing that its annotations name is looked for.
"""

from __future__ import annotations

import operator


__all__ = ["TYPE_CHECKING", "NamedTuple"]

#: Known to type checkers, which then see typing's own.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import NamedTuple, Self
else:
    class _Maker(type):
        """Make classes of which the annotations are the fields."""

        def __new__(cls, name: str, bases: tuple[type, ...],
                    namespace: dict[str, object]) -> type:
            namespace.setdefault("__slots__", ())
            if tuple not in bases and NamedTuple not in bases:
                # an heir has the fields of its parent
                return super().__new__(cls, name, bases, namespace)
            fields = tuple(namespace.get("__annotations__", ()))
            namespace["_fields"] = namespace["__match_args__"] = fields
            namespace["_field_defaults"] = {
                field: namespace[field] for field in fields
                if field in namespace}
            for index, field in enumerate(fields):
                namespace[field] = property(operator.itemgetter(index))
            return super().__new__(cls, name, bases, namespace)

    class NamedTuple(tuple, metaclass=_Maker):
        """As typing's: the fields that have a default come last."""

        __slots__ = ()

        def __new__(cls, /, *values: object, **named: object) -> Self:
            """Take the fields in order, then by name."""
            if named or len(values) != len(cls._fields):
                rest = cls._fields[len(values):]
                given = {**cls._field_defaults, **named}
                if (len(values) > len(cls._fields) or named.keys() - rest
                        or set(rest) - given.keys()):
                    raise TypeError(
                        f"{cls.__name__} takes {', '.join(cls._fields)}, got "
                        f"{len(values)} values and {', '.join(named)}")
                values += tuple(given[field] for field in rest)
            return tuple.__new__(cls, values)

        def __getnewargs__(self) -> tuple[object, ...]:
            """Return the fields in order."""
            return tuple(self)

        def __repr__(self) -> str:
            fields = map("{}={!r}".format, self._fields, self)
            return f"{type(self).__name__}({', '.join(fields)})"

        def _asdict(self) -> dict[str, object]:
            return dict(zip(self._fields, self, strict=True))

        def _replace(self, /, **named: object) -> Self:
            return type(self)(**{**self._asdict(), **named})
