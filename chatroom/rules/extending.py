"""Commands that plugins add: who may ask, and the little that a plugin can do about it.

A plugin never gets the realm, a session or a person, but a `Question` alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules.attending import seated
from chatroom.rules.session import Decisions, Session
from chatroom.rules.talking import may_speak
from chatroom.words.commands import Command
from chatroom.words.plugins import PluginAnswered, PluginSaid, RunPlugin
from chatroom.words.records import ActAudited
from chatroom.words.refusals import Reason, Refused
from chatroom.words.table import fits, usage
from chatroom.words.text import Moment, clean, nearest

if TYPE_CHECKING:
    from chatroom.ports import Asker
    from chatroom.rules.realm import Realm

LINES = 20  # that one question may come to, answers and notices together
CHARACTERS = 500  # of each


class NoPlugins:
    """`ports.Plugins` for a house that has none."""

    def commands(self) -> tuple[type[Command], ...]:
        return ()

    working = commands

    def run(self, asker: Asker, command: RunPlugin) -> None:
        raise Refused(Reason.UNKNOWN_COMMAND, command.word)


NO_PLUGINS = NoPlugins()


class Question:
    """Somebody has asked for a plugin's command (`ports.Asker`). Good for as long as the plugin likes, in the server's thread."""

    __slots__ = ("_left", "_realm", "_session", "_spoke", "_word", "account", "nick", "room")

    def __init__(self, realm: Realm, session: Session, word: str) -> None:
        self._realm = realm
        self._session = session
        self._word = word
        self._left = LINES
        self._spoke = False
        self.nick = session.who.nick
        self.account = "" if session.account is None else session.account.nick
        self.room = session.channel

    def __repr__(self) -> str:
        return f"<Question /{self._word} of {self.nick}>"

    def answer(self, text: str) -> None:
        at = self._realm.now().wall
        for line in self._lines(text):
            self._realm.answer(self._session, PluginAnswered(at, self._word, line))

    def tell_room(self, text: str) -> None:
        """Refuses where the asker could not speak itself: without a seat, while muted, too soon in slow mode."""
        realm, session = self._realm, self._session
        now = realm.now()
        member = seated(realm, session, self.room)
        if not self._spoke:
            may_speak(realm, session, member, now)
            self._spoke = True
        for line in self._lines(text):
            realm.publish(PluginSaid(now.wall, self.room, member.channel.next_seq(), session.who, self._word, line))

    def _lines(self, text: str) -> list[str]:
        """Those that are not too many, each not too long."""
        lines = [clean(line)[:CHARACTERS] for line in str(text).splitlines() if line.strip()][: self._left]
        self._left -= len(lines)
        return lines


def run_plugin(realm: Realm, session: Session, command: RunPlugin, now: Moment) -> None:
    """Refuses UNKNOWN_COMMAND, NOT_ALLOWED, USAGE, and PLUGIN_OFF for one that has failed.

    What needs a right has its row in the audit log before it is done, as every act of staff.
    """
    known = realm.plugins.commands()
    kind = next((kind for kind in known if kind.words[0] == command.word), None)
    if kind is None or session.person is None:
        near = nearest(command.word, [kind.words[0] for kind in known])
        raise Refused(Reason.UNKNOWN_COMMAND, command.word, hint=near)
    if not fits(kind, len(command.given)):
        raise usage(kind)

    def run(_: object = None) -> None:
        try:
            realm.plugins.run(Question(realm, session, command.word), command)
        except Refused as no:
            realm.refuse(session, no, realm.now())

    if kind.right is None:
        run()
        return
    allowed = kind.right in realm.rights(session, session.channel)
    result = "done" if allowed else Reason.NOT_ALLOWED.value
    act = ActAudited(now.wall, session.actor, session.key, session.origin, command.word, session.channel, "", None, result)
    kept = realm.store.commit((act,))
    if not allowed:
        kept.addErrback(lambda _: None)
        raise Refused(Reason.NOT_ALLOWED, command.word)
    kept.addCallbacks(run, lambda _: realm.refuse(session, Refused(Reason.NOT_STORED), realm.now()))


DECIDE: Decisions = {RunPlugin: run_plugin}
