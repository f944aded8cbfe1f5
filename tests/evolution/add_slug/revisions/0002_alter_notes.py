"""Change notes.

- add column slug
- add constraint ck_notes_slug_max, not valid yet
- add constraint ck_notes_slug_form, not valid yet
"""

from alembic import op

revision = "0002_4ed44497"
down_revision: str | None = "0001_6461e9b5"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Change notes."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ADD COLUMN slug text")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_slug_max CHECK "
        "(char_length(slug) <= 80) NOT VALID"
    )
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_slug_form CHECK (slug ~ "
        "'^[a-z0-9]+(-[a-z0-9]+)*$') NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_slug_form")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_slug_max")
    op.execute("ALTER TABLE notes DROP COLUMN slug")
