# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Which stored wheel serves an interpreter, and why the others do not."""
