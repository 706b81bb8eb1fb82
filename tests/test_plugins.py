"""Commands of other packages: loaded by entry points, asked by people, and switched off when they fail (G1204)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any

from twisted.logger import globalLogPublisher
from twisted.trial.unittest import SynchronousTestCase

from chatroom.config.settings import channel
from chatroom.plugins import Asker, ChatCommand, Plugins, Right, load
from chatroom.words.plugins import PluginSaid, RunPlugin
from tests.docs.test_examples import blocks
from tests.doors.stage import Stage, Visitor
from tests.fakes import house

GROUP = "chatroom.commands"


class Echo(ChatCommand):
    """Say it again, to you alone."""

    words = ("echo", "again")
    usage = "<text...>"

    def run(self, asker: Asker, *given: str) -> None:
        asker.answer(f"{asker.nick}, {asker.account or 'a guest'}, in {asker.room}: {given[0]}")


class Shout(ChatCommand):
    """Say it louder, to everybody."""

    words = ("shout",)
    usage = "<text...>"

    def run(self, asker: Asker, *given: str) -> None:
        asker.tell_room(given[0].upper())


class Flood(ChatCommand):
    """Say far too much."""

    words = ("flood",)

    def run(self, asker: Asker, *given: str) -> None:
        for n in range(100):
            asker.answer(f"{n}\n\x1b[31m{'x' * 1000}")


class Power(ChatCommand):
    """Only for those who may kick."""

    words = ("power",)
    right = Right.KICK

    def run(self, asker: Asker, *given: str) -> None:
        asker.answer("done")


class Broken(ChatCommand):
    """Fail."""

    words = ("broken",)
    usage = "[how]"

    def run(self, asker: Asker, *given: str) -> None:
        if given == ("exit",):
            sys.exit(3)
        raise ValueError("Correct-Horse-9")


class Case(SynchronousTestCase):
    """Entry points as installed packages would have them, and what is logged meanwhile."""

    def setUp(self) -> None:
        self.module = ModuleType("plugins_of_a_test")
        sys.modules[self.module.__name__] = self.module
        self.addCleanup(sys.modules.pop, self.module.__name__)
        self.entries: list[EntryPoint] = []
        self.logged: list[str] = []
        globalLogPublisher.addObserver(self._log)
        self.addCleanup(globalLogPublisher.removeObserver, self._log)

    def _log(self, event: Any) -> None:
        if event.get("log_namespace") == "chatroom.plugins":
            self.logged.append(event["log_format"].format(**event))

    def install(self, name: str, made: object) -> None:
        """A package has an entry point of that name."""
        setattr(self.module, name, made)
        self.entries.append(EntryPoint(name, f"{self.module.__name__}:{name}", GROUP))

    def load(self, *wanted: str) -> Plugins:
        return load(wanted, self.found)

    def found(self, *, group: str) -> list[EntryPoint]:
        return [entry for entry in self.entries if entry.group == group]

    def stage(self, *made: type[ChatCommand]) -> Stage:
        """A house whose configuration names these plugins."""
        for one in made:
            self.install(one.__name__.lower(), one)
        names = tuple(one.__name__.lower() for one in made)
        load: Callable[..., Plugins] = self.load
        self.patch(sys.modules["chatroom.house"], "load_plugins", lambda wanted: load(*wanted))
        return Stage(
            channel("lobby", 6001, 3),
            channel("study", 6002, 3),
            channel("old", 6003, 3, "classic"),
            channel("class", 6004, 3, "classchat"),
            plugins=names,
        )


class Loading(Case):
    """What is taken in, and what is left out with a line in the log."""

    def test_none_unless_named(self) -> None:
        self.install("echo", Echo)
        self.install("shout", Shout)
        self.assertEqual(self.load().commands(), ())
        self.assertEqual([kind.words for kind in self.load("echo").commands()], [("echo", "again")])
        self.assertEqual(self.logged, [])

    def test_left_out(self) -> None:
        class Kick(Echo):
            """Has a word of the house."""

            words = ("hit", "kick")

        class Loud(Echo):
            """Has bad words."""

            words = ("LOUD",)

        class Odd(Echo):
            """Has an odd usage."""

            words = ("odd",)
            usage = "[maybe] <needed>"

        class Mighty(Echo):
            """Has a strange right."""

            words = ("mighty",)
            right = "all"  # type: ignore[assignment]

        class Unmade(Echo):
            """Cannot be made."""

            words = ("unmade",)

            def __init__(self) -> None:
                raise OSError("Correct-Horse-9")

        Mute = type("Mute", (ChatCommand,), {"words": ("dumb",)})
        for name, made, why in (
            ("kick", Kick, "there is a command /kick already"),
            ("loud", Loud, "its words must be"),
            ("odd", Odd, "its usage must be"),
            ("mighty", Mighty, "its right must be"),
            ("unmade", Unmade, "OSError in "),
            ("mute", Mute, "its docstring must say"),
            ("text", "text", "it is no class"),
            ("bare", object, "it is no class"),
        ):
            self.install(name, made)
            self.assertEqual(self.load(name).commands(), (), name)
            self.assertIn(f"The plugin {name} is left out: {why}", self.logged.pop())
        self.assertEqual(self.logged, [])

    def test_two_of_one_word(self) -> None:
        self.install("echo", Echo)
        self.install("other", type("Other", (Shout,), {"__doc__": "Too late.", "words": ("again",)}))
        self.assertEqual([kind.words for kind in self.load("echo", "other").commands()], [("echo", "again")])
        self.assertEqual(self.logged, ["The plugin other is left out: there is a command /again already"])

    def test_what_cannot_be_imported(self) -> None:
        self.entries.append(EntryPoint("gone", "no_such_package:Gone", GROUP))
        self.install("echo", Echo)
        self.assertEqual(len(self.load("gone", "dize", "echo").commands()), 1)
        self.assertIn("The plugin gone is left out: ModuleNotFoundError", self.logged[0])
        self.assertIn("The plugin dize is left out: no package that is installed has it. There are: echo, gone", self.logged[1])


class Asking(Case):
    """People type it like any other command."""

    def enter(self, stage: Stage, *names: str, room: str = "lobby") -> list[Visitor]:
        people = [stage.enter(name, room) for name in names]
        for one in people:
            one.bytes()
        return people

    def test_the_asker_is_answered(self) -> None:
        alice, bob = self.enter(self.stage(Echo), "alice", "bob")
        alice.types("/again Hello  there", "/echo", "/ehco x")
        self.assertEqual(
            alice.hears(),
            [
                "* /echo: alice, a guest, in lobby: Hello  there",
                "* Please type it like this: /echo <text>",
                "* There is no command /ehco. Did you mean /echo? (//ehco says it as text.)",
            ],
        )
        self.assertEqual(bob.hears(), [])

    def test_the_room_is_told(self) -> None:
        stage = self.stage(Shout)
        alice, bob = self.enter(stage, "alice", "bob")
        (carol,) = self.enter(stage, "carol", room="study")
        alice.types("/set echo off")
        alice.bytes()
        alice.types("/shout hello")
        self.assertEqual([one.hears() for one in (alice, bob, carol)], [["* /shout: HELLO"], ["* /shout: HELLO"], []])
        self.assertEqual([type(event) for event in stage.events][-1], PluginSaid)

    def test_classic_rooms_do_not_know_it(self) -> None:
        (alice,) = self.enter(self.stage(Shout), "alice", room="old")
        alice.types("/shout hello")
        self.assertRegex(alice.hears()[0], r"^\[alice \(..:..:..\)\] /shout hello$")

    def test_lines_of_classchat_know_it(self) -> None:
        """What /help lists there can be typed there."""
        (alice,) = self.enter(self.stage(Echo), "alice", room="class")
        alice.types("/help")
        self.assertIn("/echo text: Say it again, to you alone.", alice.hears())
        alice.types("/echo hello")
        self.assertEqual(alice.hears(), ["/echo: alice, a guest, in class: hello"])

    def test_who_ignores_the_asker_does_not_see_it(self) -> None:
        alice, bob = self.enter(self.stage(Shout), "alice", "bob")
        bob.types("/ignore alice")
        bob.bytes()
        alice.types("/shout hello")
        self.assertEqual((alice.hears(), bob.hears()), (["* /shout: HELLO"], []))

    def test_help(self) -> None:
        (alice,) = self.enter(self.stage(Echo, Power), "alice")
        alice.types("/help")
        shown = alice.hears()
        self.assertIn("* /echo <text> - Say it again, to you alone.", shown)
        self.assertFalse([line for line in shown if "/power" in line])
        alice.types("/help again")
        self.assertEqual(alice.hears(), ["* /echo <text> - Say it again, to you alone.", "* You may also type /again."])

    def test_no_more_than_its_share(self) -> None:
        (alice,) = self.enter(self.stage(Flood), "alice")
        alice.types("/flood")
        heard = alice.hears()
        self.assertEqual(len(heard), 20)
        self.assertEqual(heard[:2], ["* /flood: 0", f"* /flood: [31m{'x' * 496}"])


class Rules(Case):
    """What keeps somebody from speaking keeps its plugins from it."""

    def setUp(self) -> None:
        super().setUp()
        for one in (Echo, Shout, Power, Broken):
            self.install(one.__name__.lower(), one)
        self.house = house(2)
        self.house.realm.plugins = self.load("echo", "shout", "power", "broken")

    def refused(self, visitor: Any) -> list[str]:
        return [event.reason.value for event in visitor.hear() if hasattr(event, "reason")]

    def test_the_muted(self) -> None:
        alice, (staff, _) = self.house.enter("alice"), self.house.staff()
        staff.mute("lobby", "alice", "60")
        alice.hear()
        alice.ask(RunPlugin("shout", ("hi",)))
        self.assertEqual(self.refused(alice), ["muted"])
        self.assertFalse([event for event in self.house.witnessed if isinstance(event, PluginSaid)])

    def test_slow_mode(self) -> None:
        alice = self.house.enter("alice")
        self.house.realm.channels["lobby"].slow = 30
        alice.ask(RunPlugin("shout", ("hi",)))
        alice.ask(RunPlugin("shout", ("hi",)))
        self.assertEqual([type(event).__name__ for event in alice.hear()], ["PluginSaid", "Refusal"])

    def test_who_waits(self) -> None:
        self.house.enter("alice"), self.house.enter("bob")
        carol = self.house.enter("carol")
        carol.ask(RunPlugin("echo", ("hi",)))
        self.assertEqual(self.refused(carol), ["waiting"])

    def test_a_right_and_its_row(self) -> None:
        self.house.account("mod", "moderator")
        mod, alice = self.house.sign_in("mod"), self.house.enter("alice")
        alice.ask(RunPlugin("power"))
        self.assertEqual(self.refused(alice), ["not-allowed"])
        mod.hear()
        mod.ask(RunPlugin("power"))
        self.assertEqual([event.text for event in mod.hear()], ["done"])
        self.assertEqual(self.house.audit(), [("alice", "power", "lobby", "not-allowed"), ("mod", "power", "lobby", "done")])

    def test_what_a_program_may_get_wrong(self) -> None:
        alice = self.house.enter("alice")
        for command in (RunPlugin("shuot"), RunPlugin("shout"), RunPlugin("shout", ("a", "b")), RunPlugin("kick", ("a",))):
            alice.ask(command)
        self.assertEqual(self.refused(alice), ["unknown-command", "usage", "usage", "unknown-command"])

    def test_failing(self) -> None:
        for how in ("", "exit"):
            self.logged.clear()
            self.house.realm.plugins = self.load("broken", "echo")
            alice = self.house.enter(f"alice{how}")
            given = (how,) if how else ()
            alice.ask(RunPlugin("broken", given))
            self.assertEqual(self.refused(alice), ["plugin-off"])
            alice.ask(RunPlugin("broken", given))
            self.assertEqual(self.refused(alice), ["plugin-off"])
            alice.ask(RunPlugin("echo", ("hi",)))
            self.assertEqual(len(alice.hear()), 1)
            self.assertEqual(len(self.logged), 1)
            self.assertRegex(
                self.logged[0], r"^The plugin broken has failed and is switched off: \w+ in .*test_plugins\.py, line \d+$"
            )
            self.assertNotIn("Horse", self.logged[0])
            self.assertEqual([kind.words[0] for kind in self.house.realm.plugins.working()], ["echo"])
            alice.hang_up()


class Page(Case):
    """The example of docs/plugins.md."""

    def test_the_example_works(self) -> None:
        ((_, lines),) = blocks("docs/plugins.md", "python")
        made: dict[str, Any] = {"__name__": "dice"}
        exec("\n".join(lines), made)
        stage = self.stage(made["Roll"])
        alice, bob = stage.enter("alice"), stage.enter("bob")
        alice.bytes()
        alice.types("/roll 1", "/dice 20")
        wrong, rolled = alice.hears()
        self.assertEqual(wrong, "* /roll: A die has from 2 to 1000 sides.")
        self.assertRegex(rolled, r"^\* /roll: alice rolls \d+ of 20\.$")
        self.assertEqual(bob.hears(), [rolled])

    def test_the_entry_point_is_the_one_that_is_looked_for(self) -> None:
        page = (Path(__file__).resolve().parents[1] / "docs/plugins.md").read_text("utf-8")
        self.assertIn(f'[project.entry-points."{GROUP}"]', page)
