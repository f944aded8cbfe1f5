"""Change notes.

- rename column state to status
- rename column views to seen
"""

from alembic import op

revision = "0002_c88e9afa"
down_revision: str | None = "0001_ef9a7903"
# The version of the application before this one fails on what changes here.
part = "expand"
abrupt = True


def upgrade() -> None:
    """Change notes."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes RENAME COLUMN state TO status")
    op.execute("ALTER TABLE notes RENAME COLUMN views TO seen")
    op.execute(
        "ALTER TABLE notes RENAME CONSTRAINT ck_notes_state_values TO ck_notes_status_values"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes RENAME CONSTRAINT ck_notes_status_values TO ck_notes_state_values"
    )
    op.execute("ALTER TABLE notes RENAME COLUMN seen TO views")
    op.execute("ALTER TABLE notes RENAME COLUMN status TO state")
