"""The store: migrations, locks and what the databases themselves promise."""
