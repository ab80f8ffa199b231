"""A sample."""


def main() -> None:
    print("sample")
