"""The same bytes to many: rendered once per format, joined once per turn, handed to each connection within a bound."""
