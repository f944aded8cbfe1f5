"""Replace constraint ck_notes_labels_max, not valid yet (notes)."""

from alembic import op

revision = "0002_94acdbc6"
down_revision: str | None = "0001_4cf64b37"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes that break ck_notes_labels_max": (
        "SELECT id FROM notes WHERE NOT (cardinality(labels) <= 5)"
    ),
}


def upgrade() -> None:
    """Replace constraint ck_notes_labels_max, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_labels_max")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_labels_max CHECK "
        "(cardinality(labels) <= 5) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_labels_max")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_labels_max CHECK (cardinality(labels) <= 9)"
    )
