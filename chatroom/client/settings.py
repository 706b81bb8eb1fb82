"""What of /set is the client's own: its bell, its clock, its emoji. The server's settings it only passes on (`entering`).

It must never know a terminal: what a setting does there, the faces do.
"""

from chatroom.client.typed import SetHere
from chatroom.client.voice import Voice


def change(asked: SetHere, voice: Voice) -> None:
    """One of them, told in the words in which the server tells of its own."""
    match asked.key:
        case "emoji":
            voice.view.emoji = asked.value
        case "clock":
            voice.view.clock = asked.value == "on"
        case "bell":
            voice.view.bell = asked.value == "on"
    voice.tell(f"{asked.key} is now {asked.value}.")


def show(voice: Voice) -> None:
    """All of them, before the server shows its own."""
    view = voice.view
    voice.tell(f"In this client bell is {_named(view.bell)}, clock is {_named(view.clock)} and emoji is {view.emoji}.")


def _named(on: bool) -> str:
    return "on" if on else "off"
