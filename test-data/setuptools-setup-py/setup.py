from setuptools import setup


setup(name="sample", version="1", packages=["sample"])
