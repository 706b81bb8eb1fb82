"""Where a server is, as people type it: host, host:port, [::1]:5555; and the questions for what was not typed (S2-09).

It must never connect anywhere.
"""

from collections.abc import Callable
from typing import Final, NamedTuple, TypeVar

_T = TypeVar("_T")

DEFAULT_HOST: Final = "127.0.0.1"
DEFAULT_PORT: Final = 5555
ASK_HOST: Final = f"Enter server IP address (default: {DEFAULT_HOST}): "
ASK_PORT: Final = f"Enter server port (default: {DEFAULT_PORT}): "
ASK_NAME: Final = "Enter your username: "


class BadAddress(ValueError):
    """The text is one sentence with a way out."""


class Address(NamedTuple):
    """Host (a name or a number) and port of a server."""

    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def read_address(text: str) -> Address:
    """`host`, `host:port`, `:port` or `[v6]:port`; what is missing is the default. Raises BadAddress."""
    text = text.strip()
    if text.startswith("["):
        host, bracket, rest = text[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            raise BadAddress(f"{text!a} is no address. Write for example [::1]:{DEFAULT_PORT}.")
        return Address(read_host(host), read_port(rest[1:]))
    if text.count(":") > 1:  # an IPv6 address without a port
        return Address(read_host(text))
    host, _, port = text.partition(":")
    return Address(read_host(host), read_port(port))


def read_host(text: str) -> str:
    """The host, the default for nothing. Raises BadAddress."""
    host = text.strip()
    if not host.isprintable() or any(character.isspace() or character in "/@[]" for character in host):
        raise BadAddress(f"{text!a} is no host. Write a name or an address, for example {DEFAULT_HOST}.")
    return host or DEFAULT_HOST


def read_port(text: str) -> int:
    """The port, the default for nothing. Raises BadAddress."""
    digits = text.strip()
    if not digits:
        return DEFAULT_PORT
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 5 and 1 <= int(digits) <= 65535):
        raise BadAddress(f"The port must be a whole number from 1 to 65535, not {text!a}.")
    return int(digits)


def ask_address(ask: Callable[[str], str], complain: Callable[[str], None]) -> Address:
    """Asks for host and port; Enter takes the default, and a mistake is told and asked for again. Whatever `ask` raises at
    the end of the input is passed on."""
    return Address(_asked(ASK_HOST, read_host, ask, complain), _asked(ASK_PORT, read_port, ask, complain))


def ask_name(ask: Callable[[str], str], complain: Callable[[str], None]) -> str:
    """Asks for a name until there is one."""
    return _asked(ASK_NAME, _read_name, ask, complain)


def _read_name(text: str) -> str:
    if not text.strip():
        raise BadAddress("A name needs at least one visible character.")
    return text.strip()


def _asked(question: str, read: Callable[[str], _T], ask: Callable[[str], str], complain: Callable[[str], None]) -> _T:
    while True:
        try:
            return read(ask(question))
        except BadAddress as bad:
            complain(str(bad))
