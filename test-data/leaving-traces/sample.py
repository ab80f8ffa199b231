"""A sample."""

ANSWER = 42
