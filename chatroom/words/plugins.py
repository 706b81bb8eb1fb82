"""Commands that plugins add: how one is asked, and what comes of it. What a plugin is stands in `chatroom/plugins.py`."""

from chatroom.words.commands import Command, Right
from chatroom.words.events import ChannelEvent, Event, Who
from chatroom.words.text import clean, clean_fields
from chatroom.words.values import dataclass


@dataclass(frozen=True, slots=True)
class RunPlugin(Command):
    """Ask for what a plugin does. `word`: the first of its command's words; `given`: the fields of its usage line."""

    word: str
    given: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        clean_fields(self, "word")
        object.__setattr__(self, "given", tuple(clean(text) for text in self.given))


def described(words: tuple[str, ...], usage: str, right: Right | None, help: str) -> type[RunPlugin]:
    """The entry of a plugin's command for a table, with its facts. Who types one of its words asks for a plain `RunPlugin`."""

    def typed(*given: str) -> RunPlugin:
        return RunPlugin(words[0], given)

    facts = {"__slots__": (), "words": words, "usage": usage, "right": right, "__doc__": help, "typed": staticmethod(typed)}
    return type(f"RunPlugin_{words[0]}", (RunPlugin,), facts)


@dataclass(frozen=True, slots=True)
class PluginSaid(ChannelEvent):
    """A plugin says something in a channel, because `who` asked for it."""

    who: Who
    word: str
    text: str


@dataclass(frozen=True, slots=True)
class PluginAnswered(Event):
    """A plugin answers the asker alone."""

    word: str
    text: str
