"""What the user writes: YAML with positions, then its shape, word by word.

`load` or `parse` gives a `Source`, `read` turns it into a `Document`. What the names mean and
whether they fit together is the business of the wings after this one.
"""

from generator.language.loader import Source, load, parse
from generator.language.spec import Document, read

__all__ = ["Document", "Source", "load", "parse", "read"]
