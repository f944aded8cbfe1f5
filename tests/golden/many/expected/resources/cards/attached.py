"""Cards: what answers tell of other rows."""

from ...statements import Attached
from .links import LINKS

ATTACHED: Attached = {
    "label_ids": LINKS["label_ids"].keys,
}
