"""Values: what `@dataclass(frozen=True, slots=True)` makes, with three methods that all of them share.

The standard decorator compiles a `__repr__`, an `__eq__` and a `__hash__` for each class, and a signature for one without a
docstring. For 220 classes that is a fifth of a start; nobody compares values, or shows them, often enough to need his own.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, frozen: bool, slots: bool):
        """The standard decorator, for frozen values with slots alone."""
        assert frozen and slots

        def value(cls: type) -> type:
            cls.__doc__ = cls.__doc__ or cls.__name__
            cls.__repr__, cls.__eq__, cls.__hash__ = _repr, _eq, _hash
            return dataclasses.dataclass(frozen=True, slots=True, repr=False, eq=False)(cls)

        return value


def _parts(value: Any) -> list[Any]:
    return [getattr(value, name) for name in value.__dataclass_fields__]


def _repr(value: Any) -> str:
    """As the standard one: a field that is kept out of it (a password) stays out."""
    shown = ", ".join(f"{field.name}={getattr(value, field.name)!r}" for field in dataclasses.fields(value) if field.repr)
    return f"{type(value).__qualname__}({shown})"


def _eq(one: Any, other: object) -> Any:
    return _parts(one) == _parts(other) if type(other) is type(one) else NotImplemented


def _hash(value: Any) -> int:
    return hash(tuple(_parts(value)))
