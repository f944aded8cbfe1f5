"""The output folder: what would change in it, and the change, all of it or nothing.

`plan` reads, `apply` writes. A file may be written over or deleted only if it has a text that an
earlier run gave it. While files are replaced one by one, a journal knows every text that each of
them may have, so that a run that was killed is finished by the next one, whatever its spec.
"""

from generator.emit.output.parts import (
    CONFLICT,
    MANIFEST,
    MERGED,
    RECORD,
    Emitted,
    Entry,
    Plan,
    Refusal,
    Step,
)
from generator.emit.output.past import read, scripts
from generator.emit.output.planning import plan
from generator.emit.output.writing import apply

__all__ = [
    "CONFLICT",
    "MANIFEST",
    "MERGED",
    "RECORD",
    "Emitted",
    "Entry",
    "Plan",
    "Refusal",
    "Step",
    "apply",
    "plan",
    "read",
    "scripts",
]
