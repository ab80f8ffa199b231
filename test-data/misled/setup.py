"""A stable ABI, and next to it a text that a program makes by itself."""

import subprocess

from setuptools import Extension, setup


with open("sample/version.py", "wb") as file:
    subprocess.run(
        ("python3", "-c", "import sys; print(f'BUILT_BY = {sys.version!r}')"),
        stdout=file, check=True)
setup(name="sample", version="1", packages=["sample"],
      ext_modules=[Extension("sample._speed", ["sample/_speed.c"],
                             py_limited_api=True)],
      options={"bdist_wheel": {"py_limited_api": "cp311"}})
