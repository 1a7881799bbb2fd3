"""Forms: each a function from what is known to one view; `bot/blocks/fields.py` names their fields."""
