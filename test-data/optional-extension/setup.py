"""Build with a C accelerator where that works, as markupsafe does."""

import sys

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext


class BuildFailed(Exception):
    pass


class TolerantBuild(build_ext):
    def build_extension(self, ext):
        try:
            super().build_extension(ext)
        except Exception as error:
            raise BuildFailed from error


def run(ext_modules):
    setup(name="sample", version="1", packages=["sample"],
          cmdclass={"build_ext": TolerantBuild}, ext_modules=ext_modules)


if sys.implementation.name == "pypy":
    run([])
else:
    try:
        run([Extension("sample._speed", ["sample/_speed.c"])])
    except BuildFailed:
        run([])
