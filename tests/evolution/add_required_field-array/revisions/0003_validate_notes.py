"""Validate the constraints of notes.

- validate constraint ck_notes_labels_elements
- validate constraint ck_notes_labels_min
- validate constraint ck_notes_labels_max
"""

from alembic import op

revision = "0003_24dcc8c7"
down_revision: str | None = "0002_f7bec44c"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Validate the constraints of notes."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_labels_elements")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_labels_min")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_labels_max")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
