# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The builder of sample wheels: zip archives made from text."""

import base64
import hashlib
import zipfile

from collections.abc import Mapping
from pathlib import Path


def build_wheel(directory: Path, filename: str,
                members: Mapping[str, str] | None = None, *,
                entry_points: str = "", tags: tuple[str, ...] | None = None
                ) -> Path:
    """Build a wheel of this name; return its path.

    ``members`` maps paths to texts, ``entry_points`` is the text of
    entry_points.txt.  The tags in WHEEL are those of the name, or ``tags``.
    """
    parts = filename.removesuffix(".whl").split("-")
    info = f"{parts[0]}-{parts[1]}.dist-info"
    if tags is None:
        tags = tuple(f"{interpreter}-{abi}-{platform}"
                     for interpreter in parts[-3].split(".")
                     for abi in parts[-2].split(".")
                     for platform in parts[-1].split("."))
    contents = {**(members or {}), f"{info}/METADATA": (
        f"Metadata-Version: 2.1\nName: {parts[0]}\nVersion: {parts[1]}\n")}
    contents[f"{info}/WHEEL"] = "\n".join((
        "Wheel-Version: 1.0", "Generator: sample", "Root-Is-Purelib: true",
        *(f"Tag: {tag}" for tag in tags), ""))
    if entry_points:
        contents[f"{info}/entry_points.txt"] = entry_points
    contents[f"{info}/RECORD"] = _render_record(contents, info)
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / filename
    with zipfile.ZipFile(path, "w") as archive:
        for member, text in contents.items():
            # no time stamp: the same texts are the same wheel
            archive.writestr(zipfile.ZipInfo(member), text)
    return path


def _render_record(contents: Mapping[str, str], info: str) -> str:
    lines = []
    for member, text in contents.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(
            text.encode()).digest()).decode().rstrip("=")
        lines.append(f"{member},sha256={digest},{len(text.encode())}\n")
    return "".join(lines) + f"{info}/RECORD,,\n"
