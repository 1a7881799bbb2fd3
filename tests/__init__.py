"""Tests: each name is a claim about Muster, each docstring says it in a sentence."""
