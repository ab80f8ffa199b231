# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The report as a page to look at."""

from gpep517_reuse.verification import Verification


def render_html(verification: Verification) -> str:
    """Render one self-contained page."""
    return f"<!DOCTYPE html><title>{verification.verdict.code}</title>"
