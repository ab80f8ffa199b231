# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The name of a wheel: which interpreters it is for (PEP 425, PEP 427)."""

from __future__ import annotations

from gpep517_reuse.values import NamedTuple


# no file system takes a longer one
_MOST_CHARACTERS = 255
# all that it can stand for would take minutes to list
_MOST_TAGS = 1000


class WheelName(NamedTuple):
    """Take a wheel's file name apart.

    ``tags`` are the compatibility tags that the name stands for, each
    one interpreter, one ABI and one platform, as in "py3-none-any".
    """

    filename: str
    distribution: str
    version: str
    tags: frozenset[str]

    @classmethod
    def parse(cls, filename: str) -> WheelName:
        """Parse a file name; raises ValueError where it is no wheel's."""
        stem, dot, suffix = filename.rpartition(".")
        parts = stem.split("-")
        if (dot + suffix != ".whl" or len(parts) not in {5, 6}
                or not all(parts) or len(filename) > _MOST_CHARACTERS
                or "/" in filename or not filename.isprintable()):
            raise ValueError(f"{filename[:_MOST_CHARACTERS]!r} is not the "
                             "name of a wheel")
        interpreters, abis, platforms = (
            part.split(".") for part in parts[-3:])
        if len(interpreters) * len(abis) * len(platforms) > _MOST_TAGS:
            raise ValueError(f"{filename!r} stands for too many tags")
        return cls(
            filename=filename, distribution=parts[0], version=parts[1],
            tags=frozenset(
                f"{interpreter}-{abi}-{platform}"
                for interpreter in interpreters
                for abi in abis for platform in platforms))

    @property
    def abis(self) -> frozenset[str]:
        """Return the ABI tags."""
        return frozenset(tag.split("-")[1] for tag in self.tags)

    @property
    def is_pure(self) -> bool:
        """Return True if it needs no ABI of the interpreter."""
        return self.abis == {"none"}

    @property
    def is_stable(self) -> bool:
        """Return True if all that it needs is a stable ABI."""
        return bool(self.abis) and self.abis <= {"abi3", "abi3t"}
