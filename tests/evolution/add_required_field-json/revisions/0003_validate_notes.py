"""Validate the constraints of notes.

- validate constraint ck_notes_layout_kind
- validate constraint ck_notes_layout_max
"""

from alembic import op

revision = "0003_5c482927"
down_revision: str | None = "0002_04905312"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Validate the constraints of notes."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_layout_kind")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_layout_max")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
