from setuptools import Extension, setup


setup(name="sample", version="1",
      ext_modules=[Extension("sample", ["sample.c"], py_limited_api=True)],
      options={"bdist_wheel": {"py_limited_api": "cp315"}})
