"""Muster, a ChatOps incident bot for Slack."""
