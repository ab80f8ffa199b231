"""Two distributions, told apart by an option."""

import sys

from setuptools import setup


name = "first"
if "--second" in sys.argv:
    sys.argv.remove("--second")
    name = "second"
setup(name=name, version="1", py_modules=[name])
