"""Doors translate: bytes into commands, events into bytes. No rule lives here."""
