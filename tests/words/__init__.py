"""What can be said, and how text, names and commands are read."""
