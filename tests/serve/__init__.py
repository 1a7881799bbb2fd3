"""Claims about `muster serve` as operators and Slack meet it: a process that listens on a port."""
