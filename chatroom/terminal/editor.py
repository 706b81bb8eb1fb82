"""The editor: keys in, finished lines and a few other outcomes out.

It must never know bytes, how wide the window is, or what a line means. Text is cleaned as it comes in, so that a finished line
holds nothing that could drive a terminal.
"""

from collections.abc import Callable, Iterator

from chatroom.terminal.buffer import Buffer
from chatroom.terminal.completion import completion
from chatroom.terminal.history import History, Search
from chatroom.terminal.keys import Key, Named, Paste, Typed
from chatroom.terminal.outcomes import Bell, Choices, ClearScreen, End, Interrupt, Line, Outcome, Redraw, View
from chatroom.words.text import clean

Complete = Callable[[str, int], list[str]]


class Editor:
    """One line after the other, with a history.

    `complete(text, cursor)` names what the word that ends at the cursor may become, each a whole word in its place.
    """

    def __init__(self, complete: Complete, history_limit: int = 200) -> None:
        self._complete = complete
        self._buffer = Buffer()
        self._history = History(history_limit)
        self._search: Search | None = None
        self._secret = False
        self._listing = False  # the key before was a Tab with several choices: another one lists them

    @property
    def view(self) -> View:
        if self._secret:
            return View("", 0)
        if self._search is not None:
            return View(self._search.found, len(self._search.found), self._search.label)
        return View(self._buffer.text, self._buffer.cursor)

    @property
    def secret(self) -> bool:
        """While True, nothing is shown and nothing kept. A secret begun and not finished is given up when it ends."""
        return self._secret

    @secret.setter
    def secret(self, on: bool) -> None:
        self._accept_search()
        if self._secret and not on:
            self._buffer.replace("")
        self._secret = on

    def steps(self, key: Key) -> Iterator[Outcome]:
        """What comes of a key, one by one: whoever acts on a line of a paste may make the next a secret. `Redraw` comes last, if
        what is to be seen has changed; after `Line` and `Interrupt`, whoever shows the line begins a new row anyway."""
        seen = self.view
        listing, self._listing = self._listing, False
        if isinstance(key, Paste):
            self._accept_search()
            yield from self._paste(key)
        elif isinstance(key, Typed):
            yield from self._type(clean(key.character))
        elif self._search is None or not self._searching(self._search, key):
            self._accept_search()
            if key is Named.TAB:
                yield from self._tab(listing)
            else:
                yield from _ACTIONS[key](self)
        if self.view != seen:
            yield Redraw()

    # ---- text ----------------------------------------------------------------------------------------------------------

    def _type(self, text: str) -> Iterator[Outcome]:
        if self._search is not None:
            self._search.extend(text)
        elif not self._buffer.insert(text):
            yield Bell()

    def _paste(self, paste: Paste) -> Iterator[Outcome]:
        """Each line that has its end is given in order; the rest stays. One that does not fit stops it: no half is ever given."""
        first, *others = paste.text.split("\n")
        fits = self._buffer.insert(clean(first))
        for line in others:
            if not fits:
                break
            yield from self._enter()
            fits = self._buffer.insert(clean(line))
        if not fits or not paste.whole:
            yield Bell()

    def _enter(self) -> Iterator[Outcome]:
        text = self._buffer.text
        if not self._secret:
            self._history.add(text)
        self._buffer.replace("")
        yield Line(text, self._secret)

    def _interrupt(self) -> Iterator[Outcome]:
        self._buffer.replace("")
        self._history.leave()
        yield Interrupt()

    def _end_of_input(self) -> Iterator[Outcome]:
        if not self._buffer.text:
            yield End()
        else:
            yield from self._erase(self._buffer.right())

    # ---- moving and erasing --------------------------------------------------------------------------------------------

    def _move(self, to: int) -> Iterator[Outcome]:
        self._buffer.move(to)
        yield from ()

    def _erase(self, to: int) -> Iterator[Outcome]:
        if to == self._buffer.cursor:
            yield Bell()
        self._buffer.erase(to)

    def _kill(self, to: int) -> Iterator[Outcome]:
        if self._secret:  # or it could be put back where it is seen
            self._buffer.erase(to)
        else:
            self._buffer.kill(to)
        yield from ()

    # ---- history and completion ----------------------------------------------------------------------------------------

    def _older(self) -> Iterator[Outcome]:
        yield from self._recall(None if self._secret else self._history.older(self._buffer.text))

    def _newer(self) -> Iterator[Outcome]:
        yield from self._recall(None if self._secret else self._history.newer())

    def _recall(self, line: str | None) -> Iterator[Outcome]:
        if line is None:
            yield Bell()
        else:
            self._buffer.replace(line)

    def _begin_search(self) -> Iterator[Outcome]:
        if self._secret:
            yield Bell()
        else:
            self._search = Search(self._history.lines, self._buffer.text)

    def _searching(self, search: Search, key: Named) -> bool:
        """True if the key belongs to the search; any other ends it with the line found and does its own work on that."""
        if key is Named.SEARCH:
            search.again()
        elif key is Named.BACKSPACE:
            search.shorten()
        elif key is Named.CANCEL:
            self._search = None
        else:
            return False
        return True

    def _accept_search(self) -> None:
        search, self._search = self._search, None
        if search is not None and search.found != search.origin:
            self._buffer.replace(search.found)
            self._history.leave()

    def _tab(self, listing: bool) -> Iterator[Outcome]:
        buffer = self._buffer
        typed = buffer.word()
        found = None if self._secret else completion(typed, self._complete(buffer.text, buffer.cursor))
        if found is None:
            yield Bell()
            return
        self._listing = bool(found.choices)
        if found.choices and listing:
            yield Choices(found.choices)
        elif found.choices and found.word == typed:
            yield Bell()
        # A finished word is followed by a space, the one that is there already or a new one.
        space = "" if found.choices or buffer.text.startswith(" ", buffer.cursor) else " "
        buffer.erase(buffer.cursor - len(typed))
        if not buffer.insert(found.word + space):
            buffer.insert(typed)
            yield Bell()
        elif not found.choices and not space:
            buffer.move(buffer.cursor + 1)


_ACTIONS: dict[Named, Callable[[Editor], Iterator[Outcome]]] = {
    Named.ENTER: Editor._enter,
    Named.INTERRUPT: Editor._interrupt,
    Named.END_OF_INPUT: Editor._end_of_input,
    Named.CLEAR_SCREEN: lambda editor: iter((ClearScreen(),)),
    Named.CANCEL: lambda editor: iter((Bell(),)),
    Named.LEFT: lambda editor: editor._move(editor._buffer.left()),
    Named.RIGHT: lambda editor: editor._move(editor._buffer.right()),
    Named.WORD_LEFT: lambda editor: editor._move(editor._buffer.word_left()),
    Named.WORD_RIGHT: lambda editor: editor._move(editor._buffer.word_right()),
    Named.HOME: lambda editor: editor._move(0),
    Named.END: lambda editor: editor._move(len(editor._buffer.text)),
    Named.BACKSPACE: lambda editor: editor._erase(editor._buffer.left()),
    Named.DELETE: lambda editor: editor._erase(editor._buffer.right()),
    Named.ERASE_WORD: lambda editor: editor._kill(editor._buffer.word_left()),
    Named.ERASE_WORD_RIGHT: lambda editor: editor._kill(editor._buffer.word_right()),
    Named.ERASE_TO_START: lambda editor: editor._kill(0),
    Named.ERASE_TO_END: lambda editor: editor._kill(len(editor._buffer.text)),
    Named.YANK: lambda editor: editor._type(editor._buffer.killed),
    Named.UP: Editor._older,
    Named.DOWN: Editor._newer,
    Named.SEARCH: Editor._begin_search,
}
