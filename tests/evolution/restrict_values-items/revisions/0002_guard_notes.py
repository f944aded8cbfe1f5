"""Add constraint ck_notes_labels_values, not valid yet (notes)."""

from alembic import op

revision = "0002_60867339"
down_revision: str | None = "0001_685998c8"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes that break ck_notes_labels_values": (
        "SELECT id FROM notes WHERE NOT (labels <@ ARRAY['a', 'b'])"
    ),
}


def upgrade() -> None:
    """Add constraint ck_notes_labels_values, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_labels_values CHECK (labels "
        "<@ ARRAY['a', 'b']) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_labels_values")
