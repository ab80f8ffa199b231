# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""What any code may depend on without a word, and is asked always."""

from __future__ import annotations

import codecs
import os
import sys

from gpep517_reuse.values import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Mapping


#: The encoding of text files, under a name of our own.
TEXT_ENCODING = "text.encoding"
#: Whether there are assertions and docstrings.
OPTIMIZATION = "sys.flags.optimize"


def answer_always() -> Mapping[str, str]:
    """Answer the questions here, as questions.ask() does, which takes longer
    to import than to reuse a wheel.
    """
    return {TEXT_ENCODING: repr(read_text_encoding()),
            OPTIMIZATION: repr(sys.flags.optimize)}


def read_text_encoding() -> str:
    """Return the name of the encoding of a file that is opened without."""
    # its default is not the locale's in UTF-8 mode (PEP 686)
    with open(os.devnull) as file:
        return codecs.lookup(file.encoding).name
