"""JSON values as the model holds them: what the language made of them stays as it is."""

from generator.language.json_text import JsonText, json_text

__all__ = ["JsonText", "json_text"]
