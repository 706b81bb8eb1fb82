"""Where a password begins in what is being typed: from there on nobody may see it."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.client.typed import holds_secret


class Secrets(SynchronousTestCase):
    """Commands with passwords, at every stage of being typed."""

    def test_where_it_begins(self) -> None:
        cases = (
            ("/login ann s3cret word", "s3cret word"),
            ("  /Register  ann  s3cret", "s3cret"),
            ("/passwd old new", "old new"),
            ("/join den s3cret", "s3cret"),
            ("/create den s3cret", "s3cret"),
        )
        for line, secret in cases:
            at = holds_secret(line)
            assert at is not None, line
            self.assertEqual(line[at:], secret)

    def test_at_the_door_without_a_slash(self) -> None:
        for line, secret in (("login ann s3cret", "s3cret"), (" Register ann s3cret", "s3cret"), ("/login ann s3cret", "s3cret")):
            at = holds_secret(line, naming=True)
            assert at is not None, line
            self.assertEqual(line[at:], secret)
        self.assertIsNone(holds_secret("login ann", naming=True))
        self.assertIsNone(holds_secret("", naming=True))

    def test_where_there_is_none(self) -> None:
        for line in (
            "",
            "   ",
            "hello",
            "/login",
            "/login ann",
            "/login ann ",
            "/join den",
            "/whisper ann s3cret",
            "login ann x",
        ):
            self.assertIsNone(holds_secret(line), line)
