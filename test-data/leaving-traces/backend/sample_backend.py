"""Pack sample.py, the same bytes each time, and leave a trace in the tree."""

import base64
import hashlib
import os
import zipfile


def build_wheel(wheel_directory, config_settings=None,
                metadata_directory=None):
    with open("trace.txt", "w") as file:
        file.write("a build was here\n")
    with open("sample.py") as file:
        texts = {"sample.py": file.read()}
    texts["sample-1.dist-info/METADATA"] = (
        "Metadata-Version: 2.1\nName: sample\nVersion: 1\n")
    texts["sample-1.dist-info/WHEEL"] = (
        "Wheel-Version: 1.0\nGenerator: sample\nRoot-Is-Purelib: true\n"
        "Tag: py3-none-any\n")
    texts["sample-1.dist-info/RECORD"] = "".join(
        map(render_row, texts.items())) + "sample-1.dist-info/RECORD,,\n"
    name = "sample-1-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w") as archive:
        for member, text in texts.items():
            archive.writestr(zipfile.ZipInfo(member), text)
    return name


def render_row(item):
    member, text = item
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
    return "%s,sha256=%s,%d\n" % (
        member, digest.decode().rstrip("="), len(text))
