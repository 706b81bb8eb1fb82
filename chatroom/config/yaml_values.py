"""Readers of single values: how YAML writes one, quotes and all. What each may be, `values.py` judges.

They know no keys.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

from chatroom.config import values
from chatroom.config.complaints import Unfit, shown
from chatroom.config.yaml_nodes import Node, Scalar
from chatroom.config.yaml_page import Page, Reader, kind_of


def text_of(node: Node) -> str:
    """What stands there, as text. Raises Unfit for lists, mappings and nothing at all."""
    if not isinstance(node, Scalar):
        raise Unfit(f"must be a single value, not {kind_of(node)}")
    if node.nothing:
        raise Unfit("has no value")
    return node.text


def plain(judge: Callable[[str], Any]) -> Reader:
    """Text, quoted or not."""
    return lambda page, node, where: judge(text_of(node))


def number(judge: Callable[[str], float]) -> Reader:
    """A number, which in quotes would be a text."""

    def reader(page: Page, node: Node, where: str) -> float:
        text = text_of(node)
        if isinstance(node, Scalar) and node.quoted:
            raise Unfit(f'must be a number, not the text "{shown(text).strip(chr(34))}"; take the quotes away')
        return judge(text)

    return reader


def whole(least: int, most: int = values.MOST) -> Reader:
    return number(lambda text: values.whole_number(text, least, most))


def choice(literal: Any) -> Reader:
    """One of the words of a `Literal`."""
    return plain(lambda text: values.choice(text, get_args(literal)))


def path(page: Page, node: Node, where: str) -> Path:
    """A path; on, off and the like are hardly meant as one."""
    text = text_of(node)
    if isinstance(node, Scalar) and not node.quoted and text.lower() in values.ON + values.OFF:
        raise Unfit(f'must be a path; if one is called {text}, write "{text}" in quotes')
    return values.path(text)


def path_or_off(page: Page, node: Node, where: str) -> Path | None:
    """The same, or None for off."""
    if isinstance(node, Scalar) and not node.quoted and node.text.lower() in values.OFF:
        return None
    return path(page, node, where)
