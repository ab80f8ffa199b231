import sys

from setuptools import setup


if sys.version_info < (3, 9):
    sys.exit("demo needs Python 3.9")

requires = []
if sys.version_info < (3, 13):
    requires.append("typing-extensions")

setup(name="demo", version="1", py_modules=["demo"],
      install_requires=requires)
