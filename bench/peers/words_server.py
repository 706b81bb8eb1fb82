"""words_server PORT: the chat server that comes with Twisted, `twistd words`, over its IRC door, with Twisted's own parts only.

Two settings that the command line of `twistd words` has no option for: rooms are made when somebody enters them (its --group
fails on Python 3), and everybody may come in with any password (it knows no user without one).
"""

from __future__ import annotations

import sys
from typing import Any

from twisted.cred.checkers import ICredentialsChecker
from twisted.cred.credentials import IUsernamePassword
from twisted.cred.portal import Portal
from twisted.internet import reactor
from twisted.internet.defer import Deferred, succeed
from twisted.words.service import InMemoryWordsRealm, IRCFactory
from zope.interface import implementer


@implementer(ICredentialsChecker)
class Everybody:
    credentialInterfaces = (IUsernamePassword,)

    def requestAvatarId(self, credentials: Any) -> Deferred[bytes | tuple[()]]:
        return succeed(credentials.username)


def serve(port: int) -> None:
    realm = InMemoryWordsRealm("bench.example")  # type: ignore[no-untyped-call]
    realm.createGroupOnRequest = True
    door = IRCFactory(realm, Portal(realm, [Everybody()]))  # type: ignore[no-untyped-call]
    reactor.listenTCP(port, door, 4096, "127.0.0.1")
    reactor.run()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
