"""From YAML text to a tree of plain nodes that know their lines. The only module that imports PyYAML.

Nothing is constructed and nothing is guessed: a scalar is its text, so that `off` stays `off` and 12:30:00 stays 12:30:00,
and what each key means is for its reader to say. Tags and aliases have no use in a configuration and are refused, which
also settles `!!python/object` and alias bombs.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from yaml.reader import ReaderError

from chatroom.config.complaints import Findings, shown

MAX_DEPTH = 10  # of nesting; the configuration needs five
_NULL = ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value, as it was written. `quoted` also for block text, which is as surely meant as text."""

    line: int
    text: str
    quoted: bool

    @property
    def nothing(self) -> bool:
        """Whether no value was written at all."""
        return not self.quoted and self.text in _NULL


@dataclass(frozen=True, slots=True)
class Sequence:
    line: int
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Its pairs in the order of the file, repeated keys included."""

    line: int
    pairs: tuple[tuple["Node", "Node"], ...]


@dataclass(frozen=True, slots=True)
class Rejected:
    """Something that has been complained about already, and of which nothing more needs to be said."""

    line: int


Node = Scalar | Sequence | Mapping | Rejected


def compose(text: str, findings: Findings) -> Node | None:
    """The tree of the one document in `text`; None if there is nothing in it. Raises BadConfig where YAML ends."""
    try:
        return _Composer(yaml.parse(text, Loader=yaml.SafeLoader), findings).document()
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        findings.stop(line, "", f"holds a character that YAML does not allow: U+{ord(text[error.position]):04X}")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        findings.stop(mark.line + 1 if mark else 0, "", f"is not valid YAML: {_problem(error)}")
    except (ValueError, OverflowError, yaml.YAMLError) as error:  # PyYAML trips over escapes such as "\UFFFFFFFF"
        findings.stop(0, "", f"is not valid YAML: {error}")


def _problem(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or error.context or "unreadable"
    return f"{problem}; indent with spaces, not with tabs" if r"'\t'" in problem else problem


class _Composer:
    """Turns PyYAML's events into nodes, one call a node."""

    def __init__(self, events: Iterator[yaml.Event], findings: Findings) -> None:
        self._events = events
        self._findings = findings

    def document(self) -> Node | None:
        node = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    self._findings.stop(_line(event), "", "a second document begins here; a configuration is one document")
                node = self._node(next(self._events), 0)
        return None if isinstance(node, Scalar) and node.nothing else node

    def _node(self, event: yaml.Event, depth: int) -> Node:
        line = _line(event)
        if depth > MAX_DEPTH:
            self._findings.stop(line, "", f"is nested more than {MAX_DEPTH} levels deep")
        if isinstance(event, yaml.AliasEvent):
            self._findings.add(line, "", f"aliases such as {shown(f'*{event.anchor}')} are not taken here; write the value out")
            return Rejected(line)
        node = self._content(event, line, depth)
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            self._findings.add(line, "", f"tags such as {shown(_written(tag))} are not taken here; take it out")
            return Rejected(line)
        return node

    def _content(self, event: yaml.Event, line: int, depth: int) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(line, event.value, quoted=event.style is not None)
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(line, tuple(self._until(yaml.SequenceEndEvent, depth)))
        nodes = self._until(yaml.MappingEndEvent, depth)
        return Mapping(line, tuple(zip(nodes, nodes, strict=True)))

    def _until(self, end: type[yaml.Event], depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self._events), end):
            yield self._node(event, depth + 1)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _written(tag: str) -> str:
    """The tag as it is usually written."""
    return tag.replace("tag:yaml.org,2002:", "!!", 1)
