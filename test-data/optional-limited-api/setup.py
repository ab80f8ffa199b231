"""Build for a stable ABI, or, where that fails, leave it out in silence."""

from setuptools import Extension, setup


setup(name="sample", version="1", packages=["sample"],
      ext_modules=[Extension("sample._speed", ["sample/_speed.c"],
                             py_limited_api=True, optional=True)],
      options={"bdist_wheel": {"py_limited_api": "cp311"}})
