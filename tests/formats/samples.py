"""Events for the format tests: who is in them, when they happen, and one of each class with a chosen text in every field."""

import datetime
import types
from dataclasses import fields
from typing import Any, Union, get_args, get_origin, get_type_hints

from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words import files as f
from chatroom.words import logged, mail
from chatroom.words import pastes as q
from chatroom.words import plugins as p
from chatroom.words import resuming as b
from chatroom.words import roomlife as m
from chatroom.words import staffroom as r
from chatroom.words import stage as s
from chatroom.words.refusals import Reason

UTC = datetime.UTC
AT = 1_700_000_000.5  # 2023-11-14 22:13:20 UTC
ALICE, BOB, CAROL = e.Who("alice", 1, 11), e.Who("bob", 2, 12), e.Who("carol", 3, 13)
ABSTRACT = (e.Event, e.ChannelEvent)
_EVENTS, _STAFFROOM, ROOMLIFE, STAGE, RESUMING, MAIL, PLUGINS, FILES, PASTES, LOGGED = (
    [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, e.Event) and kind.__module__ == module.__name__ and kind not in ABSTRACT
    ]
    for module in (e, r, m, s, b, mail, p, f, q, logged)
)

BAN = r.BanRow(3, "bob", "ann", "spam", AT + 7200)
FOR_GOOD = r.BanRow(4, "192.0.2.0/24", "ann", "", None)
ACT = r.ActRow(12, AT, "ann", "mute", "lobby:bob", "spam", "done")
STAFF_ANSWERS = [  # one of each
    e.Unmuted(AT, "lobby", 1, BOB, "ann"),
    e.Slowed(AT, "lobby", 1, "ann", 30),
    e.Announced(AT, "ann", "The server restarts at noon"),
    r.BanSet(AT, BAN, ("bob", "carol")),
    r.BanLift(AT, BAN),
    r.BanList(AT, (BAN, FOR_GOOD)),
    r.NoteKept(AT, "bob"),
    r.ActList(AT, "bob", (ACT,), (("ann", "is new here"),)),
    r.RoleSet(AT, "bob", "moderator", "lobby"),
]
_WHEREVER = [type(event) for event in STAFF_ANSWERS if type(event) in _STAFFROOM]  # staff is answered so at any door
EVENTS = _EVENTS + ROOMLIFE + STAGE + RESUMING + MAIL + PLUGINS + _WHEREVER
STAFFROOM = [kind for kind in _STAFFROOM if kind not in _WHEREVER]
CONSOLE = [  # what only a console is told, one of each, with its lines in the plain dialect
    (r.LineShown(AT, "lobby", (r.LineRow("bob", "", "line", "192.0.2.7:1"), r.LineRow("cy", "carol", "ssh", "::1"))),
     ["In the waiting line for lobby, 2 people are waiting.", "1. bob, a guest, by line from 192.0.2.7:1.",
      "2. cy, account carol, by ssh from ::1."]),
    (r.LineShown(AT, "lobby", (r.LineRow("bob", "", "", "", True),)),
     ["In the waiting line for lobby, 1 person is waiting.", "1. bob, a guest, connection lost, place kept."]),
    (r.HouseShown(AT, 2, 3, 2, 9, 0, 1),
     ["2 people over 3 connections; 2 of 9 seats taken, nobody is waiting.", "1 line said since the server started."]),
    (r.ConfigurationRead(AT, True, ("lobby: capacity 2 -> 3",)), ["A restart would change lobby: capacity 2 -> 3"]),
    (r.MuteSet(AT, r.MuteRow("*:bob", "ann", "spam", AT + 60), ("bob",)),
     ["*:bob is muted for 1 minute (spam).", "It hit 1 person: bob. /undo lifts the mute."]),
    (r.MuteSet(AT, r.MuteRow("10.0.0.0/8", "ann", "", AT + 60), (), True),
     ["This would hit nobody who is here. Nothing has happened."]),
    (r.MuteLift(AT, r.MuteRow("*:bob", "ann", "", AT)), ["The mute of *:bob is lifted. /undo puts it back."]),
    (r.MutesShown(AT, (r.MuteRow("*:bob", "ann", "spam", AT + 60), r.MuteRow("lobby:eve", "ann", "", AT + 1))),
     ["*:bob, by ann, for 1 minute more (spam)", "lobby:eve, by ann, for 1 second more"]),
    (
        r.AccountDeleted(AT, "alice"),
        ["The account alice is deleted. Who is here goes on as a guest; the name is anybody's as soon as you leave."],
    ),
    (
        r.AccountExported(
            AT, "alice", 0.0, (), (("SHA256:x", "home"),), (), (r.MuteRow("*:alice", "ann", "spam", 86400.0),), ("bob",),
            (("mail", "off"),), (mail.MailRow("alice", "bob", 3600.0, "hi"),),
        ),
        [
            '{"account": "alice", "made": "1970-01-01T00:00:00+00:00", "roles": [{"role": "member", "channel": ""}],'
            ' "keys": [{"fingerprint": "SHA256:x", "comment": "home"}], "bans": [],'
            ' "mutes": [{"target": "*:alice", "until": "1970-01-02T00:00:00+00:00", "by": "ann", "reason": "spam"}],'
            ' "ignores": ["bob"], "settings": {"mail": "off"},'
            ' "mail": [{"to": "alice", "from": "bob", "at": "1970-01-01T01:00:00+00:00", "text": "hi"}]}'
        ],
    ),
    (r.WatchSet(AT, "lobby", True), ["You see what happens in lobby from now on. watch off ends it."]),
    (r.StaffShown(AT, "ann", (("", "admin"), ("tea", "moderator")), "SHA256:x", "::1"),
     ["You are ann: admin and moderator in tea.", "You came in with the key SHA256:x from ::1."]),
    (r.AccountAdded(AT, "ann", "owner"), ["ann is an account now, with the role owner."]),
    (r.KeySet(AT, "ann", "SHA256:x", "home", True), ["The key SHA256:x, home, lets ann in."]),
    (r.AccountsShown(AT, (r.AccountRow("ann", AT, (("", "owner"),), True, (("SHA256:x", "home"),)),
                          r.AccountRow("bob", AT, (), False, ()))),
     ["ann: owner, with a password.", "ann has the key SHA256:x home", "bob: member, without a password."]),
]  # fmt: skip
ROOM_NEWS = [
    m.RoomMade(AT, "study", ALICE, False, False),
    m.RoomClosed(AT, "study"),
    m.HandedOver(AT, "study", 1, "alice", "bob"),
    m.Invited(AT, "study", "alice"),
    m.InviteSent(AT, "study", "bob"),
    m.RoomKeeping(AT, "study", True),
    m.MotdShown(AT, "study", ("Tea at five.", "Bring a cup.")),
]
STAGE_NEWS = [  # one of each, with its lines in the plain dialect
    (s.StageSet(AT, "study", 1, "ann", True, True, True),
     ["ann lets only people with a voice speak in study.", "What the others write waits until staff lets it through.",
      "Nobody sees who comes and goes."]),
    (s.StageSet(AT, "study", 1, "ann", False, False, False), ["ann lets everybody speak in study again."]),
    (s.VoiceSet(AT, "study", 1, BOB, "ann", True), ["bob has a voice in study now, given by ann."]),
    (s.VoiceSet(AT, "study", 1, BOB, "ann", False), ["bob has no voice in study any longer, by ann."]),
    (s.StageShown(AT, "study", True, False),
     ["In study, only people with a voice speak; you may listen.", "Nobody sees who comes and goes."]),
    (s.LineWaits(AT, "study", 3, 600),
     ["Your line waits for approval, for 10 minutes at most: until then only staff sees it."]),
    (s.LineHeld(AT, "study", 3, BOB, "hi", False), ["Waits in study, /approve 3 says it: bob: hi"]),
    (s.LineHeld(AT, "study", 3, BOB, "waves", True), ["Waits in study, /approve 3 says it: * bob waves"]),
    (s.LineApproved(AT, "study", 3, "bob"), ["Line 3, by bob, was said in study."]),
    (s.HeldShown(AT, "study", (s.HeldRow(3, "bob", "hi", 60),)), ["Number 3, for 1 minute more: bob: hi"]),
    (s.HeldShown(AT, "study", ()), ["Nothing waits for approval in study."]),
]  # fmt: skip
COMING_BACK = [b.ResumeCode(AT, "Xk3", 150.0), b.Resumed(AT, "lobby", True, 2, 0), b.CaughtUp(AT, "lobby")]
MAIL_NEWS = [mail.MailKept(AT, "carol", 2592000.0), mail.MailShown(AT, AT - 86400, "alice", "hi")]
SIGNING = [
    e.PasswordAsked(AT, "alice"),
    e.SignedIn(AT, "alice", "admin"),
    e.Registered(AT, "alice", True),
    e.PasswordChanged(AT, "alice"),
]


def refusal(reason: Reason, subject: str = "", channel: str = "lobby", number: float = 0, hint: str = "") -> e.Refusal:
    return e.Refusal(AT, reason, subject, channel, number, hint)


def filled(kind: type[Any], text: str) -> list[Any]:
    """Values of a class with `text` in every text field; one for each member of an enumeration among the fields."""
    values: list[dict[str, Any]] = [{}]
    hints = get_type_hints(kind)
    for field in fields(kind):
        values = [value | {field.name: one} for value in values for one in _of(hints[field.name], text)]
    return [kind(**value) for value in values]


def _of(hint: Any, text: str) -> list[Any]:
    simple = {str: text, float: AT, int: 2, bool: True}
    if hint in simple:
        return [simple[hint]]
    if hint is e.ChannelEvent:
        return [e.Joined(AT, text, 2, e.Who(text, 1, 11))]
    if hint in (e.Cause, Reason, f.Ending):
        return list(hint)
    if hint is c.Command:
        return [c.Say("", text)]
    if get_origin(hint) in (types.UnionType, Union):
        return [*(_of(part, text)[0] for part in get_args(hint) if part is not types.NoneType), None]
    if get_origin(hint) is tuple:
        parts = [part for part in get_args(hint) if part is not ...]
        made = tuple(_of(part, text)[0] for part in parts)
        return [made]
    return filled(hint, text)
