"""Bytes <-> words, one module for each dialect: what a line asks for, and how an event reads.

A format is pure. It must never know who is listening, what time it is now, or what the rules would say: the same event gives
the same bytes, the same line the same command. Each module has one small function for each event and, at its bottom, the
table `RENDER` from event class to function; None in it means that this dialect is silent about that event, on purpose.

`lines` holds what the line dialects share, `english` the grammar of their sentences.
"""
