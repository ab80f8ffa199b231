# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The entry point of ``python -m gpep517_reuse``"""

import sys

from gpep517_reuse.cli.main import main


if __name__ == "__main__":
    sys.exit(main())
