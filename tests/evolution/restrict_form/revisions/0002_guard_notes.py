"""Add rules to notes, for rows that change.

- replace constraint ck_notes_link_max, not valid yet
- add constraint ck_notes_link_form, not valid yet
"""

from alembic import op

revision = "0002_4066ffac"
down_revision: str | None = "0001_8ad8e149"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes that break ck_notes_link_max": (
        "SELECT id FROM notes WHERE NOT (char_length(link) <= 254)"
    ),
    "notes that break ck_notes_link_form": (
        "SELECT id FROM notes WHERE NOT (link ~ "
        "'^[A-Za-z0-9!#$%&''*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&''*+/=?^_`{|}~-]+)*@"
        "[A-Za-z0-9]+(-+[A-Za-z0-9]+)*(\\.[A-Za-z0-9]+(-+[A-Za-z0-9]+)*)+$')"
    ),
}


def upgrade() -> None:
    """Add rules to notes, for rows that change."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_link_max")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_link_max CHECK "
        "(char_length(link) <= 254) NOT VALID"
    )
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_link_form CHECK (link ~ "
        "'^[A-Za-z0-9!#$%&''*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&''*+/=?^_`{|}~-]+)*@"
        "[A-Za-z0-9]+(-+[A-Za-z0-9]+)*(\\.[A-Za-z0-9]+(-+[A-Za-z0-9]+)*)+$') NOT "
        "VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_link_form")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_link_max")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_link_max CHECK (char_length(link) <= 255)"
    )
