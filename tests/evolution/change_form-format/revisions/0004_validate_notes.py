"""Validate the constraints of notes.

- validate constraint ck_notes_link_max
- validate constraint ck_notes_link_form
"""

from alembic import op

revision = "0004_28cca821"
down_revision: str | None = "0003_257c8285"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Validate the constraints of notes."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_link_max")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_link_form")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
