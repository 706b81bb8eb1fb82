"""The line being typed: its text, the cursor in it, and what was cut out last.

Positions count code points and always lie between two clusters, so that no key ever halves what a person takes for one
character. It must never know keys, history or the screen.
"""

from chatroom.terminal.cells import after, before, boundary

LONGEST = 4096  # characters of a line


class Buffer:
    """One line of text without controls, of at most LONGEST characters."""

    def __init__(self) -> None:
        self.text = ""
        self.cursor = 0
        self.killed = ""

    def replace(self, text: str) -> None:
        """Another text, cursor at its end."""
        self.text, self.cursor = text[:LONGEST], min(len(text), LONGEST)

    def insert(self, text: str) -> bool:
        """Puts text at the cursor, or does nothing and returns False if the line would be too long."""
        if len(self.text) + len(text) > LONGEST:
            return False
        self.text = self.text[: self.cursor] + text + self.text[self.cursor :]
        self.move(self.cursor + len(text))
        return True

    def move(self, to: int) -> None:
        self.cursor = boundary(self.text, to)

    def erase(self, to: int) -> str:
        """Takes out what lies between the cursor and `to`, on either side, and returns it."""
        start, end = sorted((self.cursor, to))
        taken = self.text[start:end]
        self.text = self.text[:start] + self.text[end:]
        self.move(start)  # what met here may have become one cluster
        return taken

    def kill(self, to: int) -> None:
        """As erase, but `killed` keeps it, to be put back elsewhere."""
        self.killed = self.erase(to) or self.killed

    def left(self) -> int:
        return before(self.text, self.cursor)

    def right(self) -> int:
        return after(self.text, self.cursor)

    def word_left(self) -> int:
        """The start of this word, or of the one before. Words are what spaces part."""
        return self.cursor - len(self.text[: self.cursor].rstrip().rpartition(" ")[2]) - self._spaces_before()

    def word_right(self) -> int:
        """The end of this word, or of the next one."""
        rest = self.text[self.cursor :]
        word = rest.lstrip()
        return boundary(self.text, self.cursor + len(rest) - len(word) + len(word.split(" ", 1)[0]))

    def word(self) -> str:
        """The part of a word that ends at the cursor, "" after a space."""
        return self.text[: self.cursor].rpartition(" ")[2]

    def _spaces_before(self) -> int:
        head = self.text[: self.cursor]
        return len(head) - len(head.rstrip())
