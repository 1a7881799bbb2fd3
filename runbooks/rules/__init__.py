"""The rules of `muster runbooks check`, by subject; `runbooks/lint.py` gathers them."""
