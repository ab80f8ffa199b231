# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Whole builds, by real interpreters, each a process of its own."""
