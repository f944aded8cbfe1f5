"""Add rules to notes, for rows that change.

- replace constraint ck_notes_link_max, not valid yet
- add constraint ck_notes_link_form, not valid yet
"""

from alembic import op

revision = "0003_257c8285"
down_revision: str | None = "0002_81ac0619"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes that break ck_notes_link_max": (
        "SELECT id FROM notes WHERE NOT (char_length(link) <= 16)"
    ),
    "notes that break ck_notes_link_form": (
        "SELECT id FROM notes WHERE NOT (link ~ '^\\+[1-9][0-9]{1,14}$')"
    ),
}


def upgrade() -> None:
    """Add rules to notes, for rows that change."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_link_max")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_link_max CHECK "
        "(char_length(link) <= 16) NOT VALID"
    )
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_link_form CHECK (link ~ "
        "'^\\+[1-9][0-9]{1,14}$') NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_link_form")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_link_max")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_link_max CHECK (char_length(link) <= 254)"
    )
