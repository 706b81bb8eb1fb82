"""One owner's stay in the manhole: who may stay, and what the log and the audit log say of it.

It must never know what is done there.
"""

from __future__ import annotations

from collections.abc import Callable

from twisted.internet.defer import Deferred
from twisted.logger import Logger

from chatroom.doors.gatekeeper import StaffLogin, is_owner
from chatroom.rules.realm import Realm
from chatroom.words.records import ActAudited

NOT_KEPT = "The audit log cannot keep that you are here, so that the manhole stays closed. Please try again in a moment.\n"
NO_OWNER = "You no longer own this server: nothing more runs here.\n"

_log = Logger("chatroom.manhole")


class Visit:
    """One owner's stay, known to the log and the audit log from before its first line to its end."""

    def __init__(self, realm: Realm, login: StaffLogin) -> None:
        self.realm = realm
        self.login = login
        self._inside = False

    def begin(self, opened: Callable[[], None], refused: Callable[[str], None]) -> None:
        """Calls `opened` once the audit log has it, or `refused` with a sentence."""
        if not self.may_go_on():  # a connection may be older than the loss of the role
            refused(NO_OWNER)
            return

        def kept(_: object) -> None:
            self._inside = True
            how = f"the key {self.login.key}" if self.login.key else "a password"
            words = "{name} HAS ENTERED THE MANHOLE from {address} with {how}: Python inside this server"
            _log.warn(words, name=self.login.name, address=self.login.address, how=how)
            opened()

        def not_kept(_: object) -> None:
            _log.error("{name} was not let into the manhole: the audit log cannot keep it", name=self.login.name)
            refused(NOT_KEPT)

        self._note("entered").addCallbacks(kept, not_kept)

    def end(self) -> None:
        """However it ends; what comes later does nothing."""
        if self._inside:
            self._inside = False
            _log.warn("{name} has left the manhole", name=self.login.name)
            self._note("left").addErrback(lambda _: None)

    def may_go_on(self) -> bool:
        """Whether this is an owner still."""
        account = self.login.account
        return is_owner(account) and self.realm.accounts.get(account.key) is account

    def _note(self, what: str) -> Deferred[int]:
        login, wall = self.login, self.realm.now().wall
        act = ActAudited(wall, login.name, login.key, f"manhole {login.address}", "manhole", what, "", None, "done")
        return self.realm.store.commit((act,))
