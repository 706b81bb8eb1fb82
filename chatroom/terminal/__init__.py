"""A line editor for people at a raw terminal: bytes in, lines out, and a line on the screen that is never torn.

`keys` reads what the keyboard sends; `editor` keeps the line being typed (`buffer`), what was typed before (`history`) and
what it may become (`completion`); `outcomes` are what comes of a key. `drawing` says what to send so that the line looks
right, `cells` how wide text is, and `discipline` joins them all for a door. It is a machine without input or output: it must
never know a clock, a transport, a protocol, or what a line means.
"""
