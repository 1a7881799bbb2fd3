"""The read models: what drawings, files and answers are made from, each read in one session."""

from bot.usecases.queries.queries import Queries
from bot.usecases.queries.values import Catchup, Home, Listing, Page, Picture, Room, Standing

__all__ = ["Catchup", "Home", "Listing", "Page", "Picture", "Queries", "Room", "Standing"]
