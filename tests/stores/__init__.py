"""Stores: what lasts, and what happens when it cannot."""
