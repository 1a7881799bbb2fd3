"""The timer loop: sleeps until the earliest timer is due, and fires it."""
