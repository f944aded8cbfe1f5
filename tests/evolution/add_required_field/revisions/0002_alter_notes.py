"""Change notes.

- add column body
- add constraint ck_notes_body_max, not valid yet
"""

from alembic import op

revision = "0002_169e4fba"
down_revision: str | None = "0001_6461e9b5"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Change notes."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ADD COLUMN body text DEFAULT '-' NOT NULL")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_body_max CHECK "
        "(char_length(body) <= 50000) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_body_max")
    op.execute("ALTER TABLE notes DROP COLUMN body")
