"""Runbooks: the pure engine that walks a person through one, and the library of those shipped."""
