"""Add rules to notes, for rows that change.

- add constraint ck_notes_state_min, not valid yet
- add constraint ck_notes_state_max, not valid yet
- add constraint ck_notes_state_pattern, not valid yet
"""

from alembic import op

revision = "0003_fcd52907"
down_revision: str | None = "0002_c5814828"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes that break ck_notes_state_min": (
        "SELECT id FROM notes WHERE NOT (char_length(state) >= 4)"
    ),
    "notes that break ck_notes_state_max": (
        "SELECT id FROM notes WHERE NOT (char_length(state) <= 7)"
    ),
    "notes that break ck_notes_state_pattern": (
        "SELECT id FROM notes WHERE NOT (state ~ '^[a-z ]+$')"
    ),
}


def upgrade() -> None:
    """Add rules to notes, for rows that change."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_state_min CHECK "
        "(char_length(state) >= 4) NOT VALID"
    )
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_state_max CHECK "
        "(char_length(state) <= 7) NOT VALID"
    )
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_state_pattern CHECK (state ~ "
        "'^[a-z ]+$') NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_state_pattern")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_state_max")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_state_min")
