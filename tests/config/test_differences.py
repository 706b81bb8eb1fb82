"""What would be different if the server were started again, one short phrase for each change."""

from chatroom.config import load
from chatroom.config.differences import differences
from tests.config.folder import FolderCase

BEFORE = """\
channels:
  - name: lobby
    port: 6001
    capacity: 20
  - name: office
    port: 6003
    capacity: 2
"""


class Differences(FolderCase):
    """As operators read them after SIGHUP or `reload`."""

    def between(self, old: str, new: str) -> list[str]:
        return differences(load(self.write(old.encode())), load(self.write(new.encode())))

    def in_lobby(self, keys: str) -> list[str]:
        return self.between(BEFORE, BEFORE.replace("capacity: 20", f"capacity: 20\n    {keys}"))

    def test_none(self) -> None:
        self.assertEqual(self.between(BEFORE, f"# the same\n{BEFORE}"), [])

    def test_channels(self) -> None:
        self.assertEqual(self.between(BEFORE, BEFORE.replace("20", "30")), ["lobby: capacity 20 -> 30"])
        after = BEFORE.replace("office", "cellar")
        found = ["cellar: a new channel on port 6003", "office: no such channel any more"]
        self.assertEqual(self.between(BEFORE, after), found)

    def test_how_a_channel_treats_people(self) -> None:
        self.assertEqual(self.in_lobby("afk: 5m"), ["lobby: afk 100 -> 300"])
        self.assertEqual(self.in_lobby("afk: off"), ["lobby: afk 100 -> off"])
        self.assertEqual(self.in_lobby("guests: off"), ["lobby: guests on -> off"])
        self.assertEqual(
            self.in_lobby("flood: {burst: 5, gap: 0.5}"), ["lobby: flood.burst 10 -> 5", "lobby: flood.gap 0.3 -> 0.5"]
        )
        self.assertEqual(self.in_lobby("flood: off"), ["lobby: flood on -> off"])
        self.assertEqual(self.in_lobby("topic: tea"), ["lobby: topic none -> tea"])
        self.assertEqual(self.in_lobby('motd: "one\\ntwo"'), ["lobby: motd none -> one, two"])
        self.assertEqual(self.in_lobby("style: classic")[:2], ["lobby: style plain -> classic", "lobby: afk_warning on -> off"])

    def test_the_house(self) -> None:
        self.assertEqual(self.between(BEFORE, f"{BEFORE}host: 0.0.0.0\n"), ["host: 127.0.0.1 -> 0.0.0.0"])
        self.assertEqual(self.between(BEFORE, f"{BEFORE}limits: {{line: 4096}}\n"), ["limits.line: 2048 -> 4096"])
        self.assertEqual(self.between(BEFORE, f"{BEFORE}ssh: on\n"), ["ssh.port: off -> 6022"])
        self.assertEqual(self.between(BEFORE, f"{BEFORE}rooms: {{total: 9}}\n"), ["rooms.total: 500 -> 9"])
        self.assertEqual(self.between(BEFORE, f"{BEFORE}offline_whispers: 30d\n"), ["offline_whispers: off -> 2592000"])

    def test_what_holds_for_all_channels(self) -> None:
        expected = ["guests: on -> off", "lobby: guests on -> off", "office: guests on -> off"]
        self.assertEqual(self.between(BEFORE, f"{BEFORE}guests: off\n"), expected)
