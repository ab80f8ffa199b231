"""A description that the system gives, in a way that nobody sees."""

import os

from setuptools import setup


setup(name="sample", version="1", packages=["sample"],
      description="built by " + os.path.basename(
          os.readlink("/proc/self/exe")))
