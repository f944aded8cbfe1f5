"""What the templates read: the spec, resolved, with nothing left to decide."""

from generator.model.app import App
from generator.model.resolve import resolve

__all__ = ["App", "resolve"]
