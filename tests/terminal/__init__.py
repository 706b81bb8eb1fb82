"""The line editor, held against a terminal of the tests' own."""
