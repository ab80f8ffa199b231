# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The browser, Debian's chromium, that looks at pages."""

import os
import shutil
import struct
import subprocess
import zlib

from pathlib import Path

import pytest


def browse(directory: Path, text: str, *options: str, fragment: str = "",
           size: str = "1000,1400") -> str:
    """Open a page; return what the browser prints."""
    chromium = shutil.which("chromium")
    if chromium is None:
        message = "chromium is not on PATH, so that nobody looks at the page"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    page = directory / "page.html"
    page.write_text(text, encoding="utf-8")
    process = subprocess.run(
        (chromium, "--headless", "--no-sandbox", "--disable-gpu",
         "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run",
         f"--user-data-dir={directory / 'browser'}",
         f"--window-size={size}", *options, page.as_uri() + fragment),
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=120, check=False)
    assert process.returncode == 0, process.stderr
    return process.stdout


def read_first_pixel(png: bytes) -> tuple[int, ...]:
    """Read the pixel at the top left, which no filter changes."""
    data, place = b"", 8
    while place < len(png):
        size, kind = struct.unpack(">I4s", png[place:place + 8])
        if kind == b"IDAT":
            data += png[place + 8:place + 8 + size]
        place += size + 12
    return tuple(zlib.decompressobj().decompress(data, 8)[1:4])
