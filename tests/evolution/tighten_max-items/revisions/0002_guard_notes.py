"""Replace constraint ck_notes_sizes_items_max, not valid yet (notes)."""

from alembic import op

revision = "0002_800801f4"
down_revision: str | None = "0001_734d0f55"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes that break ck_notes_sizes_items_max": (
        "SELECT id FROM notes WHERE NOT (5 >= ALL (sizes))"
    ),
}


def upgrade() -> None:
    """Replace constraint ck_notes_sizes_items_max, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_sizes_items_max")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_sizes_items_max CHECK (5 >= "
        "ALL (sizes)) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_sizes_items_max")
    op.execute("ALTER TABLE notes ADD CONSTRAINT ck_notes_sizes_items_max CHECK (9 >= ALL (sizes))")
