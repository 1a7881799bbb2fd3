"""The only SQL: engines, one query file per aggregate, the outbox, the timers and the migrations."""
