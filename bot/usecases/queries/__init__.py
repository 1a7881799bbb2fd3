"""The read models: what drawings, files and answers are made from, each read in one session."""

from bot.usecases.queries.queries import Queries
from bot.usecases.queries.values import (
    Asker,
    Catchup,
    Home,
    Listing,
    Picture,
    Placed,
    Room,
    Scene,
    Standing,
)

__all__ = [
    "Asker",
    "Catchup",
    "Home",
    "Listing",
    "Picture",
    "Placed",
    "Queries",
    "Room",
    "Scene",
    "Standing",
]
