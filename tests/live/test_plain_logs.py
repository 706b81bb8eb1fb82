"""What the server writes down: the log on the console and in its file, and the transcript of a channel that opted in."""

import re
from pathlib import Path

from tests.live.house import HouseCase
from tests.live.programs import Visitor

SECRET = "the-words-that-were-said"


class Logs(HouseCase):
    """Console and file at once, in the chosen form, without a word of what was said (G905)."""

    def talk(self, more: str) -> list[str]:
        """Somebody comes, talks, whispers and goes; the lines of the log file."""
        self.serve(more)
        ann = self.enter("ann")
        ann.expect("* ann has joined lobby.")
        ann.say(SECRET)
        ann.expect(f"ann: {SECRET}")
        ann.say(f"/whisper ann {SECRET}")
        ann.skip_to(re.compile(".*whisper.*"))
        ann.say(f"/away {SECRET}")
        ann.say(f"/{SECRET}")
        ann.say("/quit")
        ann.skip_to("* Goodbye, come again.")
        ann.expect_end()
        self.server.process.terminate()
        self.assertEqual(self.server.end(), 0)
        lines = (self.folder / "data" / "log" / "app.log").read_text("utf-8").splitlines()
        self.assertEqual(lines, self.server.texts)
        return lines

    def assert_in(self, pattern: str, lines: list[str]) -> None:
        self.assertTrue([line for line in lines if re.fullmatch(pattern, line)], (pattern, lines))

    def test_the_full_form(self) -> None:
        lines = self.talk("")
        self.assert_in(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} - INFO - ann joined lobby", lines)
        self.assert_in(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} - INFO - ann left lobby \(quit\)", lines)

    def test_S3_10_who_comes_who_signs_in_and_who_goes(self) -> None:
        password = "Correct-Horse-9"
        self.serve()
        for words, answer in (
            (f"register test {password}", "* test is an account now."),
            (f"login test {password}", "* You are"),
        ):
            visitor = Visitor(self.ports["lobby"], "test", introduce=False)
            self.addCleanup(visitor.stop)
            visitor.say(words)
            visitor.skip_to(re.compile(rf"{re.escape(answer)}.*"))
            visitor.say("/quit")
            visitor.skip_to("* Goodbye, come again.")
            visitor.expect_end()
        asked = Visitor(self.ports["lobby"], "test", introduce=False)
        self.addCleanup(asked.stop)
        asked.say("test")
        asked.say("Wrong-Horse-9")
        asked.skip_to(re.compile(r"\* That is not the right password\..*"))
        asked.skip_to(re.compile(r"\* Goodbye\. .*"))
        self.server.process.terminate()
        self.assertEqual(self.server.end(), 0)
        log = (self.folder / "data" / "log" / "app.log").read_text("utf-8")
        stamp = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} - INFO - "
        for words, times in (
            (rf"Server listening 127\.0\.0\.1:{self.ports['lobby']}", 1),
            ("Attempting to register user: test", 1),
            ("Attempting to login user: test", 2),
            (r"test disconnected\.", 1),
        ):
            self.assertEqual(len(re.findall(f"(?m)^{stamp}{words}$", log)), times, (words, log))
        came = re.findall(rf"(?m)^{stamp}Connection from \('127\.0\.0\.1', \d+\)$", log)
        self.assertGreaterEqual(len(came), 3, log)  # and those that looked whether it listens
        self.assertNotIn("Horse", log + "\n".join(self.server.texts + self.server.errors))

    def test_the_short_form(self) -> None:
        lines = self.talk("log: {form: short}")
        self.assert_in(r"\d\d-\d\d-\d\d \d\d:\d\d \| INFO \| ann joined lobby", lines)
        self.assert_in(r"\d\d-\d\d-\d\d \d\d:\d\d \| INFO \| Client connected from \('127\.0\.0\.1', \d+\)", lines)

    def test_json(self) -> None:
        self.talk("log: {form: json}")
        joined = [line for line in self.log_objects() if line.get("event") == "joined"]
        self.assertEqual([(line["level"], line["channel"], line["nick"]) for line in joined], [("INFO", "lobby", "ann")])

    def test_no_file_holds_what_was_said(self) -> None:
        self.talk("log: {level: debug}")
        for path in self.folder.rglob("*"):
            if path.is_file():
                self.assertNotIn(SECRET.encode(), path.read_bytes(), path)

    def test_only_warnings(self) -> None:
        self.assertEqual(self.talk("log: {level: warning}"), [])

    def test_no_log_file(self) -> None:
        self.serve("log: {file: off}")
        self.enter("ann").expect("* ann has joined lobby.")
        self.assertEqual(list(self.folder.rglob("*.log*")), [])

    def test_one_event_is_one_line_whatever_was_typed(self) -> None:
        self.serve()
        hostile = Visitor(self.ports["lobby"], "hostile", introduce=False)
        self.addCleanup(hostile.stop)
        hostile.say_bytes(b"a\x1b[2J\xe2\x80\xa8b\n")
        hostile.skip_to(re.compile(r"\* A name has no spaces.*"))
        self.server.process.terminate()
        self.server.end()
        form = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} - [A-Z]+ - [ -~]+")
        self.assertEqual([line for line in self.server.texts if not form.fullmatch(line)], [])


class Transcripts(HouseCase):
    """A channel that opted in is written down, for its owner's eyes; others are not."""

    def test_only_where_it_was_asked_for(self) -> None:
        self.config.write_text(
            f"channels:\n- {{name: lobby, port: {self.ports['lobby']}, capacity: 5, transcript: on}}\n"
            f"- {{name: lounge, port: {self.ports['lounge']}, capacity: 5}}\n"
        )
        server = self.start(self.twistd("--config", str(self.config)))
        server.await_listening([self.ports["lobby"], self.ports["lounge"]])
        ann, bob = self.enter("ann", "lobby"), self.enter("bob", "lounge")
        ann.skip_to("* ann has joined lobby.")
        for person in (ann, bob):
            person.say("for the record")
            person.skip_to(re.compile(".*: for the record"))
        server.process.terminate()
        server.end()
        pages = list((self.folder / "data" / "transcripts").iterdir())
        self.assertEqual(len(pages), 1, pages)
        self.assert_is_page(pages[0])

    def assert_is_page(self, page: Path) -> None:
        self.assertRegex(page.name, r"^lobby-\d{4}-\d\d-\d\d\.txt$")
        self.assertEqual(page.stat().st_mode & 0o777, 0o600)
        lines = [line.partition("] ")[2] for line in page.read_text("utf-8").splitlines()]
        self.assertEqual(lines[:2], ["-- ann joined", "ann: for the record"])
        self.assertNotIn("bob", page.read_text("utf-8"))
