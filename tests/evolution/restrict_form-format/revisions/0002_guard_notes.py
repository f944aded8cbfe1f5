"""Add constraint ck_notes_link_form, not valid yet (notes)."""

from alembic import op

revision = "0002_0e1787d1"
down_revision: str | None = "0001_8ad8e149"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes that break ck_notes_link_form": (
        "SELECT id FROM notes WHERE NOT (link ~ '^[a-z0-9]+(-[a-z0-9]+)*$')"
    ),
}


def upgrade() -> None:
    """Add constraint ck_notes_link_form, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_link_form CHECK (link ~ "
        "'^[a-z0-9]+(-[a-z0-9]+)*$') NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_link_form")
