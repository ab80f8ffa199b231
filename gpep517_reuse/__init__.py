# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Reuse of wheels across Python interpreters, for gpep517"""

__version__ = "2"
