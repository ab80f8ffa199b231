"""Pack one of two modules, as the interpreter is."""

import sys

from setuptools import setup


setup(name="sample", version="1",
      py_modules=["sample_%d_%d" % sys.version_info[:2]])
