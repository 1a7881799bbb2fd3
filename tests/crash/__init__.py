"""Kills the real `muster serve` at every boundary of its loop, and looks what people see afterwards."""
