"""What a word can become when Tab is pressed.

It must never know where candidates come from: commands, channels and people are all words here.
"""

from typing import NamedTuple

from chatroom.words.text import clean


class Completion(NamedTuple):
    """`word` stands in the place of the one typed; `choices`, if there are several, are what it could still become."""

    word: str
    choices: tuple[str, ...]


def completion(typed: str, candidates: list[str]) -> Completion | None:
    """How far the candidates agree, each a whole word in place of `typed`; None if there is none.

    Large and small letters are the candidates' business: `BO` becomes `bob` if that is the only one.
    """
    words = tuple(sorted({clean(word) for word in candidates}))
    if not words:
        return None
    if len(words) == 1:
        return Completion(words[0], ())
    common = _common_start(words)
    return Completion(common if len(common) > len(typed) else typed, words)


def _common_start(words: tuple[str, ...]) -> str:
    """The longest start of the first that all share; letters that differ in case alone count as shared."""
    first, length = words[0], 0
    for letters in zip(*words, strict=False):
        if len({letter.casefold() for letter in letters}) > 1:
            break
        length += 1
    return first[:length]
