"""Measurements of the running code, each a program: `python -m tests.benchmarks.<name>`; pytest collects none."""
