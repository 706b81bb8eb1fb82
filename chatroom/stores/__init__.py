"""Memory of the house: what must be known to last before anybody is told about it."""
