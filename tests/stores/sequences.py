"""Made-up stories: sequences of commits over few names, so that records meet."""

from hypothesis import strategies as st

from chatroom.words import records as r

NAMES = st.sampled_from(["a", "b", "c"])
PEOPLE = st.lists(NAMES, max_size=3, unique=True).map(lambda people: tuple(sorted(people)))
PLACES = st.sampled_from(["", "lobby", "tea"])
DATES = st.floats(0, 50)
TEXT = st.text(max_size=6)
KINDS = st.sampled_from(["name", "account"])
ROLES = st.sampled_from(["owner", "moderator", "member"])
NUMBERS = st.integers(1, 6)
PRINTS = st.sampled_from(["SHA256:x", "SHA256:y"])
TARGETS = st.one_of(TEXT, NAMES, st.builds("{}:{}".format, PLACES, NAMES))

RECORD = st.one_of(
    st.builds(r.AccountMade, DATES, NAMES, TEXT, TEXT),
    st.builds(r.AccountMade, DATES, NAMES, TEXT, TEXT),
    st.builds(r.PasswordSet, DATES, NAMES, TEXT),
    st.builds(r.AccountClosed, DATES, NAMES),
    st.builds(r.RoleGiven, DATES, NAMES, ROLES, PLACES),
    st.builds(r.KeyAdded, DATES, NAMES, PRINTS, TEXT, TEXT),
    st.builds(r.KeyTaken, DATES, NAMES, PRINTS),
    st.builds(r.IgnoreKept, DATES, NAMES, NAMES, TEXT),
    st.builds(r.IgnoreDropped, DATES, NAMES, NAMES),
    st.builds(r.SettingKept, DATES, NAMES, st.sampled_from(["mail", "clock"]), TEXT),
    st.builds(r.MailLeft, DATES, NAMES, NUMBERS, NAMES, NAMES, TEXT, DATES),
    st.builds(r.MailTaken, DATES, NAMES, NUMBERS),
    st.builds(r.BanPlaced, DATES, NUMBERS, KINDS, NAMES, NAMES, TEXT, st.none() | DATES),
    st.builds(r.BanLifted, DATES, NUMBERS),
    st.builds(r.MutePlaced, DATES, PLACES, KINDS, NAMES, NAMES, TEXT, DATES),
    st.builds(r.MuteLifted, DATES, PLACES, KINDS, NAMES),
    st.builds(r.NoteWritten, DATES, NAMES, NAMES, TEXT),
    st.builds(r.ChannelSlowed, DATES, PLACES, st.integers(0, 3)),
    st.builds(r.RoomKept, DATES, NAMES, NAMES, st.booleans(), TEXT, TEXT, TEXT, PEOPLE, PEOPLE),
    st.builds(r.RoomReleased, DATES, NAMES),
    st.builds(r.RoomChanged, DATES, NAMES, st.sampled_from(["owner", "topic", "stage"]), TEXT),
    st.builds(r.RoomLet, DATES, NAMES, st.sampled_from(["guests", "voices"]), NAMES, st.booleans()),
    st.builds(r.ActAudited, DATES, NAMES, TEXT, TEXT, TEXT, TARGETS, TEXT, st.none() | DATES, TEXT, st.integers(0, 9)),
)


def commits() -> st.SearchStrategy[list[list[r.Record]]]:
    return st.lists(st.lists(RECORD, max_size=4), max_size=12)
