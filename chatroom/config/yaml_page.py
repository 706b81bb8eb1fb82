"""One page of YAML: reads mappings by a table of keys, and writes down everything that is wrong with them.

Which keys there are it is told; it must never know what they mean.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from chatroom.config.complaints import Findings, Unfit, did_you_mean, shown
from chatroom.config.yaml_nodes import Mapping, Node, Rejected, Scalar, Sequence

Reader = Callable[["Page", Node, str], Any]  # (page, node, key path) -> value; raises Unfit, or complains itself


class Found(NamedTuple):
    """What a mapping says, key by key, and on which line each value stands."""

    values: dict[str, Any]
    lines: dict[str, int]


class Page:
    """Reads nodes and writes down what is wrong with them."""

    def __init__(self, findings: Findings, homes: dict[str, str]) -> None:
        """`homes` tells for every key there is where it belongs, for those who have put it elsewhere."""
        self.findings = findings
        self._homes = homes

    def mapping(self, node: Node, path: str, keys: dict[str, Reader], needed: tuple[str, ...] = ()) -> Found:
        """The keys of a mapping. Repeated keys are judged as well; unknown and missing ones are complained about.

        A key with a wrong value is found, with None, so that nobody calls it missing.
        """
        found = Found({}, {})
        if isinstance(node, Rejected):
            return found
        if not isinstance(node, Mapping):
            raise Unfit(f"must be a mapping of keys such as {next(iter(keys))}:, not {kind_of(node)}")
        for key_node, value in node.pairs:
            key = self._key(key_node, path, keys)
            if key:
                self._pair(key, key_node.line, value, f"{path}.{key}".lstrip("."), keys[key], found)
        for key in needed:
            if key not in found.values:
                self.findings.add(node.line, f"{path}.{key}".lstrip("."), "is missing")
        return found

    def _key(self, node: Node, path: str, keys: dict[str, Reader]) -> str:
        """The key, or "" if there is no such key."""
        if isinstance(node, Scalar) and node.text in keys:
            return node.text
        if isinstance(node, Scalar):
            where = f"{path}.{shown(node.text).strip(chr(34))}".lstrip(".")
            self.findings.add(node.line, where, f"unknown key{self._hint(node.text, keys)}")
        elif not isinstance(node, Rejected):
            self.findings.add(node.line, path, f"a key must be a word, not {kind_of(node)}")
        return ""

    def _hint(self, word: str, keys: dict[str, Reader]) -> str:
        home = self._homes.get(word)
        return f"; it belongs to {home}" if home else did_you_mean(word, keys)

    def _pair(self, key: str, line: int, node: Node, where: str, reader: Reader, found: Found) -> None:
        if key in found.lines:
            self.findings.add(line, where, f"is already given on line {found.lines[key]}")
        try:
            value = None if isinstance(node, Rejected) else reader(self, node, where)
        except Unfit as no:
            value = None
            self.findings.add(node.line, where, no.reason)
        found.values.setdefault(key, value)
        found.lines.setdefault(key, line)


def kind_of(node: Node) -> str:
    """What stands there instead, for the end of a complaint."""
    if isinstance(node, Scalar):
        return "nothing" if node.nothing else shown(node.text)
    return "a list" if isinstance(node, Sequence) else "a mapping"
