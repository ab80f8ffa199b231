# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""What a wheel is built from: the source tree, its checkout, the recipe."""
