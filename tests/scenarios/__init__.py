"""Scenarios: people act in the local Slack, the real app answers, and the tests read what people see."""
