"""Change notes.

- add column layout
- add constraint ck_notes_layout_kind, not valid yet
- add constraint ck_notes_layout_max, not valid yet
"""

from alembic import op

revision = "0002_04905312"
down_revision: str | None = "0001_79dc9def"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Change notes."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ADD COLUMN layout jsonb DEFAULT '{\"rows\"\\: []}' NOT NULL")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_layout_kind CHECK "
        "(jsonb_typeof(layout) <> 'null') NOT VALID"
    )
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_layout_max CHECK "
        "(octet_length(layout::text) <= 10000) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_layout_max")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_layout_kind")
    op.execute("ALTER TABLE notes DROP COLUMN layout")
