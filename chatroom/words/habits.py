"""What was probably meant by a command that nobody knows: what people type out of habit from other chats, or the nearest word.

It knows words only; whoever asks says which of them there are.
"""

from collections.abc import Sequence
from typing import Final

from chatroom.words.text import nearest

_HABITS: Final = {
    "whisper": "tell pm dm query",
    "join": "j enter",
    "switch": "go goto move",
    "list": "ls rooms room channels",
    "who": "users user people members",
    "nick": "rename",
    "away": "afk brb",
    "back": "unaway",
    "ignore": "block unblock",
    "me": "action emote",
    "topic": "title",
    "motd": "rules",
    "send": "file upload",
    "accept": "get download",
    "set": "colour color clock zone settings options config",
    "register": "signup",
    "login": "signin",
    "help": "h ? man commands command",
    "quit": "q logout logoff disconnect",
    "shutdown": "quit exit stop halt",  # at a console, where nobody can leave
}
_MEANT: Final = {habit: word for word, habits in _HABITS.items() for habit in habits.split()}


def meant(word: str, known: Sequence[str]) -> str:
    """One of the words that are known, or ""."""
    habit = _MEANT.get(word, "")
    return habit if habit in known else nearest(word, tuple(known))
