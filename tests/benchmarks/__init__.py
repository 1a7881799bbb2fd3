"""Muster's promises of speed, measured: real processes, a Slack with a delay, figures beside their goals.

`python -m tests.benchmarks` runs them; `make bench` does the same. These are no tests: they fail for nobody.
"""
