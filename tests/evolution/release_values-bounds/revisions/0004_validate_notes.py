"""Validate the constraints of notes.

- validate constraint ck_notes_state_min
- validate constraint ck_notes_state_max
- validate constraint ck_notes_state_pattern
"""

from alembic import op

revision = "0004_e4752189"
down_revision: str | None = "0003_fcd52907"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Validate the constraints of notes."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_state_min")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_state_max")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_state_pattern")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
