"""A chat server anyone can enter with what they already have, whose rooms have seats and a fair line at the door."""

__version__ = "0.1.0"
