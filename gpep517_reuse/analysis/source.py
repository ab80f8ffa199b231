# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The source: a Python text, parsed once for all that is asked of it."""

import ast
import functools
import warnings

from gpep517_reuse.analysis.introspection import UNPARSABLE
from gpep517_reuse.analysis.scopes import Rebinding, Reexports, Scope


class Source:
    """Know a Python text by its syntax tree.

    ``tree`` is empty, and ``error`` says why, where the running interpreter
    cannot parse the text.
    """

    def __init__(self, text: str | bytes) -> None:
        self.tree = ast.Module(body=[], type_ignores=[])
        self.error: Exception | None = None
        with warnings.catch_warnings():
            # the build has told them, or was told not to
            warnings.simplefilter("ignore")
            try:
                self.tree = ast.parse(text)
            except UNPARSABLE as error:
                self.error = error

    @functools.cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Return all nodes of the tree."""
        return tuple(ast.walk(self.tree))

    @functools.cached_property
    def scope(self) -> Scope:
        """Return the scope of the module alone."""
        return self.make_scope()

    def make_scope(self, outer: Scope | None = None,
                   reexports: Reexports | None = None, package: str = ""
                   ) -> Scope:
        """Return the module's scope, as it is inside another one."""
        return Scope(self.tree, outer, reexports, self._rebinding, package)

    @functools.cached_property
    def _rebinding(self) -> tuple[Rebinding, ...]:
        return tuple(node for node in self.nodes
                     if isinstance(node, (ast.Global, ast.Nonlocal)))
