"""Functions that templates call."""

from collections.abc import Callable
from typing import Any, TypeAlias

Filters: TypeAlias = dict[str, Callable[..., Any]]


def by_name(*functions: Callable[..., Any]) -> Filters:
    """Functions by the names that templates know them by: their own."""
    return {function.__name__: function for function in functions}
