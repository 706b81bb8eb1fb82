"""The full screen of `chatroom client` in a real terminal, looked at row by row (G803)."""

from __future__ import annotations

import re
import time
from pathlib import Path

from tests.live.client_house import ClientCase, Proxy
from tests.live.ports import HOST
from tests.live.terminal import Terminal

GOLDEN = Path(__file__).parent / "golden"


class Screens(ClientCase):
    """A small scene, as it is seen in two sizes; the screens are kept in golden/ and were looked at."""

    def scene(self, width: int, height: int) -> Terminal:
        self.open("afk: off")
        bob, eve = self.enter("bob"), self.enter("eve")
        ann = self.screen("ann", width=width, height=height)
        bob.say("hi ann, did you read the plan? It is short enough to be read over one cup of tea")
        ann.wait_for("cup of tea")
        eve.say("/me waves")
        ann.wait_for("eve waves")
        eve.say("/away")
        ann.wait_for("eve is away")
        bob.say("/whisper ann psst")
        ann.wait_for("psst")
        ann.enter("/join office")
        ann.wait_for("ann has joined office")
        eve.say("/back")
        bob.say("where is ann now?")
        ann.wait_for("!")
        ann.press("M-1")
        ann.wait_for("where is ann now?")
        ann.type("in the off")
        return ann

    def kept(self, terminal: Terminal, name: str) -> None:
        expected = (GOLDEN / name).read_text("utf-8")
        screen = terminal.wait(lambda screen: screen == expected or "in the off" in screen, name)
        self.assertEqual(screen, expected)

    def test_80_by_24(self) -> None:
        self.kept(self.scene(80, 24), "client-80x24.txt")

    def test_40_by_12(self) -> None:
        self.kept(self.scene(40, 12), "client-40x12.txt")

    def test_resized(self) -> None:
        terminal = self.scene(80, 24)
        terminal.resize(40, 12)
        expected = (GOLDEN / "client-40x12.txt").read_text("utf-8")
        terminal.wait(lambda screen: screen == expected, "the small screen")
        terminal.resize(80, 24)
        expected = (GOLDEN / "client-80x24.txt").read_text("utf-8")
        self.assertEqual(terminal.wait(lambda screen: screen == expected, "the large screen"), expected)


class Typing(ClientCase):
    """The line that is typed belongs to whoever types it."""

    def test_not_torn_by_500_lines_a_second(self) -> None:
        """Half of them where ann looks, half in another of her rooms, where they are counted."""
        self.open("flood: off\nafk: off")
        bob, eve = self.enter("bob"), self.enter("eve", "lounge")
        ann = self.screen("ann", "--join", "lounge", "--join", "lobby")
        ann.wait_for(" lobby  2 of 20 seats")
        text, poured = "the quick brown fox jumps over the lazy dog", 0
        for at, character in enumerate(text, 1):
            lines = "\n".join(f"line {number} of many" for number in range(poured, poured + 30))
            bob.say(lines)
            eve.say(lines)
            poured += 30
            ann.type(character)
            row = ann.screen().rstrip("\n").split("\n")[-1]
            self.assertTrue(f"lobby> {text[:at]}".startswith(row), row)
            time.sleep(0.1)  # for the rate, and for nothing that is hoped
        ann.wait(lambda screen: screen.rstrip("\n").endswith(f"lobby> {text}"), "the whole line")
        screen = ann.wait_for(f"line {poured - 1} of many")
        seen = [int(number) for number in re.findall(r"^bob: line (\d+) of many ", screen, re.MULTILINE)]
        self.assertEqual(seen, list(range(poured - len(seen), poured)))
        ann.wait_for(f" 1:lounge {poured} ")
        self.assertIn(f"> {text}\n", ann.screen())
        ann.press("Enter")
        bob.skip_to(f"ann: {text}")

    def test_a_line_that_is_longer_than_its_row(self) -> None:
        self.open()
        ann = self.screen()
        line = " ".join(f"word{number}" for number in range(20))
        ann.type(line)
        end = f"lobby> {line[-72:]}\n"  # the prompt stays, and one cell is the cursor's
        ann.wait(lambda screen: screen.endswith(end), "the end of the line")
        ann.press("C-a")
        ann.wait(lambda screen: screen.endswith(f"lobby> {line[:73]}\n"), "its beginning")
        ann.press("Enter")
        ann.wait_for("ann: word0")
        ann.wait(lambda screen: screen.endswith("\nlobby>\n"), "the empty line")

    def test_what_is_read_further_up_stays_where_it_is(self) -> None:
        self.open()
        bob = self.enter("bob")
        ann = self.screen(width=40, height=12)
        ann.enter("/help")
        ann.wait_for("Ctrl+C leaves.")
        ann.press(*["PageUp"] * 40)
        ann.wait_for("* Welcome to lobby, ann.")
        ann.press("PageDown")
        before = ann.wait(lambda screen: "Welcome to lobby" not in screen and "rows up" in screen, "one page down")
        bob.say("a line that is longer than a row of forty cells can be")
        after = ann.wait(lambda screen: screen.split("\n")[-3] != before.split("\n")[-3], "more rows up")
        self.assertEqual(after.split("\n")[:-3], before.split("\n")[:-3])

    def test_a_paste_is_said_line_by_line(self) -> None:
        self.open()
        bob = self.enter("bob")
        ann = self.screen()
        ann.paste("one\ntwo\nthr")
        bob.skip_to("ann: one")
        bob.expect("ann: two")
        ann.wait(lambda screen: screen.rstrip("\n").endswith("lobby> thr"), "the rest of the paste")

    def test_names_and_commands_are_completed(self) -> None:
        self.open()
        self.enter("barbara")
        ann = self.screen()
        ann.type("bar")
        ann.press("Tab")
        ann.wait_for("lobby> barbara:")
        ann.press("C-u")
        ann.type("/whisp")
        ann.press("Tab")
        ann.type("bar")
        ann.press("Tab")
        ann.wait_for("lobby> /whisper barbara")

    def test_enter_chooses_from_the_menu_and_escape_closes_it(self) -> None:
        self.open()
        for name in ("barbara", "barney"):
            guest = self.enter(name)
        ann = self.screen()
        guest.skip_to("* ann has joined lobby.")
        ann.type("bar")
        ann.press("Tab")
        ann.wait_for(" barney:")
        ann.press("Escape")
        ann.wait(lambda screen: " barney:" not in screen and screen.endswith("lobby> bar\n"), "no menu")
        ann.press("Tab")
        ann.wait_for(" barney:")
        ann.press("Tab")
        ann.wait_for("lobby> barbara:")
        ann.press("Enter")
        ann.wait(lambda screen: " barney:" not in screen and screen.endswith("lobby> barbara:\n"), "the choice")
        ann.enter("hi")
        guest.expect("ann: barbara: hi")

    def test_a_password_is_behind_stars_and_in_no_history(self) -> None:
        self.open()
        ann = self.screen()
        ann.enter("hello")
        ann.wait_for("ann: hello")
        ann.type("/register ann Correct-Horse-9")
        ann.wait_for("lobby> /register ann ***************")
        ann.press("Enter")
        ann.wait_for("ann is your account now")
        ann.press("Up")
        self.assertNotIn("Correct", ann.wait_for("lobby> hello"))

    def test_a_password_at_its_prompt_or_at_the_door_is_in_no_history_either(self) -> None:
        self.open("guests: off\nafk: off")
        ann = self.terminal(f"{HOST}:{self.json}", "ann")
        ann.wait_for("type register, a")
        ann.type("register ann Correct-Horse-9")
        ann.wait_for("chatroom> register ann ***************")
        ann.press("Enter")
        ann.wait_for("ann is an account now")
        ann.enter("/login ann")
        ann.wait_for("password:")
        ann.enter("Correct-Horse-9")
        ann.wait_for("ann has joined lobby")
        ann.press("Up")
        ann.wait_for("lobby> /login ann\n")
        ann.press("Up")
        self.assertNotIn("Correct", ann.screen())


class Marks(ClientCase):
    """What people write is shown as they mean it (G410), and who is called hears it (G406)."""

    CODE = ("```", "for x in *y*:", "```", "so *much* for `code` :wave:")

    def say(self, ann: Terminal) -> str:
        bob = self.enter("bob")
        for line in self.CODE:
            bob.say(line)
        ann.wait_for("so ")
        return ann.screen(escapes=True)

    def test_dark(self) -> None:
        self.open()
        ann = self.screen()
        screen = self.say(ann)
        self.assertIn("bob: for x in *y*:", ann.screen())
        self.assertIn("bob: so much for code \N{WAVING HAND SIGN}", ann.screen())
        self.assertRegex(screen, r"\x1b\[38;5;\d+mfor x in \*y\*:\x1b")
        self.assertRegex(screen, r"\x1b\[1mmuch\x1b")

    def test_without_colours_as_typed(self) -> None:
        self.open()
        ann = self.screen("ann", "--scheme", "none")
        self.say(ann)
        self.assertIn("bob: so *much* for `code` :wave:", ann.screen())

    def test_the_bell(self) -> None:
        self.open()
        for arguments in ((), ("--plain",)):
            name = f"ann{len(arguments)}"
            ann = self.screen(name, *arguments)
            bob = self.enter(f"bob{len(arguments)}")
            bob.say(f"{name}, are you there?")
            ann.wait_for("are you there?")
            self.assertFalse(ann.rang())
            bob.say(f"@{name}, are you here?")
            ann.wait_for("are you here?")
            self.assertTrue(ann.rang())

    def test_no_bell(self) -> None:
        self.open()
        ann = self.screen("ann", "--no-bell")
        self.enter("bob").say("@ann, are you here?")
        ann.wait_for("are you here?")
        self.assertFalse(ann.rang())


class OneSelf(ClientCase):
    """What concerns whoever sits there: the line, a mute, the end."""

    def test_the_own_place_in_the_line_is_live(self) -> None:
        self.open("afk: off")
        guests = [self.enter(name, "office") for name in ("bob", "eve")]
        third = self.enter("cid", "lobby")
        third.say("/switch office")
        third.skip_to("* You are in the waiting line for office: 0 people are ahead of you, you are next.")
        ann = self.terminal(f"{HOST}:{self.json}", "ann", "--join", "office")
        ann.wait_for(" 1 ahead of you")
        guests[0].say("/quit")
        ann.wait_for(" 0 ahead of you")
        guests[1].say("/quit")
        ann.wait_for("ann has joined office")
        ann.wait_for("office  2 of 2 seats")  # a moment later: who is there is asked for

    def test_a_mute_and_a_kick(self) -> None:
        server = self.open("afk: off", console=True)
        ann = self.screen()
        server.say("/mute lobby:ann 90")
        ann.wait_for(" muted for 1:2")
        server.say("/kick lobby:ann too loud")
        ann.wait_for("You were kicked from lobby by operator (too loud).")
        ann.enter("hello?")
        self.assertIn("chatroom> hello?\n", ann.wait_for("nobody has heard that"))
        ann.press("C-c")
        ann.enter("/join lobby")
        ann.wait_for("ann has joined lobby")
        server.say("/shutdown")
        ann.wait_for("status 8")
        self.assertIn("The server is shutting down. Goodbye.", ann.screen())

    def test_what_nobody_could_hear_stays_in_the_line(self) -> None:
        self.open()
        bob = self.enter("bob")
        proxy = Proxy(self.json)
        self.addCleanup(proxy.vanish)
        ann = self.terminal(f"{HOST}:{proxy.port}", "ann")
        bob.skip_to("* ann has joined lobby.")
        ann.wait_for("ann has joined lobby")
        proxy.vanish()
        ann.wait_for("line lost, next try in")
        ann.enter("are you there?")
        self.assertIn("lobby> are you there?\n", ann.wait_for("nobody has heard that"))
        ann.press("C-c")
        ann.paste("one\ntwo\nthree\n")
        ann.wait_for("lobby> one")
        self.assertEqual(ann.screen().count("nobody has heard that"), 2)
        proxy.come_back()
        ann.wait_for("you still have your seat")
        ann.press("Enter")
        bob.skip_to("ann: one")

    def test_to_another_server(self) -> None:
        self.open()
        bob = self.enter("bob")
        ann = self.screen()
        bob.skip_to("* ann has joined lobby.")
        ann.enter("/connect 127.0.0.1:1")
        ann.wait_for("There is no chat at 127.0.0.1:1: Connection refused.")
        ann.enter(f"/connect localhost:{self.json}")
        bob.expect("* ann has left lobby.")
        bob.expect("* ann has joined lobby.")
        ann.enter("here I am")
        bob.expect("ann: here I am")
        ann.press("C-c")
        ann.wait_for("status 0")
