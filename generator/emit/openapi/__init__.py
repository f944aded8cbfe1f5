"""The OpenAPI document, from the model alone: the same that FastAPI makes of the emitted routes."""

from generator.emit.openapi.document import document

__all__ = ["document"]
