"""The read models: what drawings, files and answers are made from, each read in one session."""

from bot.usecases.queries.queries import Catchup, Home, Listing, Page, Queries, Standing

__all__ = ["Catchup", "Home", "Listing", "Page", "Queries", "Standing"]
