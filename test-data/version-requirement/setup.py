import sys

from setuptools import setup


setup(
    name="sample",
    version="1",
    py_modules=["sample"],
    install_requires=["tomli"] if sys.version_info < (3, 12) else [],
)
