# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Who builds, and with what: the interpreter and its distributions."""
