"""What must fit together where each value alone is right: names and ports, who can come in, what can be reached."""

from typing import Any

from chatroom.config import settings as s
from chatroom.config.yaml_page import Found, Page


def must_be_untaken(page: Page, key: str, found: Found, where: str, taken: dict[tuple[str, Any], int]) -> None:
    """Two channels share neither name nor port."""
    value = found.values.get(key)
    if value is None:
        return
    line = found.lines[key]
    if (key, value) in taken:
        page.findings.add(line, where, f"{value} is already used on line {taken[key, value]}")
    taken.setdefault((key, value), line)


def ports_must_be_untaken(page: Page, found: Found) -> None:
    """The ports of console, programs, manhole and files, the usual ones included, are no channel's, and not the same."""
    channels = found.values.get("channels") or ()
    taken = {own["port"]: f"the channel {own['name']}" for own in reversed(channels) if own.get("port") and own.get("name")}
    for key, usual in (("ssh", s.SSH_PORT), ("json", s.JSON_PORT), ("manhole", s.MANHOLE_PORT), ("files", s.FILES_PORT)):
        listener = found.values.get(key)
        if listener is None or "path" in listener:
            continue
        port = listener.get("port", usual)
        if port in taken:
            where = "files.listen" if key == "files" else f"{key}.port"
            page.findings.add(found.lines[key], where, f"{port} is already the port of {taken[port]}")
        elif port is not None:
            taken[port] = key


def somebody_must_come_in(page: Page, found: Found) -> None:
    """Without guests there must be accounts: `names: channel` has none, and the style classic has nowhere to prove one."""
    shared = found.values
    for own in shared.get("channels") or ():
        if own.get("guests", shared.get("guests", True)) is not False:
            continue
        classic = own.get("style", shared.get("style")) == "classic"
        if classic or shared.get("names") == "channel":
            why = "style: classic asks for no password" if classic else "names: channel has no accounts"
            line = found.lines["channels" if "guests" in own else "guests"]
            page.findings.add(line, "guests", f"off would keep everybody out of the channel {own.get('name')}, since {why}")


def files_must_be_reachable(page: Page, found: Found) -> None:
    """People can be told an address that leads to the port of files."""
    files = found.values.get("files")
    if files is not None and files.get("host") in ("0.0.0.0", "::") and not files.get("url"):
        why = "is needed, since people cannot reach every address; such as http://chat.example:6080"
        page.findings.add(found.lines["files"], "files.url", why)


def mail_needs_accounts(page: Page, found: Found) -> None:
    """Whispers are kept for accounts."""
    if found.values.get("offline_whispers") is not None and found.values.get("names") == "channel":
        why = "has nobody to keep them for, since names: channel has no accounts; make it off, or names: house"
        page.findings.add(found.lines["offline_whispers"], "offline_whispers", why)


def stages_must_be_told(page: Page, found: Found) -> None:
    """The classic rules have no words for a channel where not everybody may speak."""
    for own in found.values.get("channels") or ():
        key = next((key for key in ("moderated", "announce", "approve") if own.get(key)), None)
        if key and own.get("style", found.values.get("style")) == "classic":
            why = f"on is not for the channel {own.get('name')}, since style: classic lets everybody speak"
            page.findings.add(found.lines["channels"], key, why)
