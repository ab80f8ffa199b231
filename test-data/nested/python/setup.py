"""A package in a directory of its own, with a part that is next to it."""

from setuptools import setup


with open("../VERSION") as file:
    version = file.read().strip()
setup(name="sample", version=version, packages=["sample"])
