"""Replace constraint ck_notes_labels_max, not valid yet (notes)."""

from alembic import op

revision = "0002_327f41e3"
down_revision: str | None = "0001_e7a4e3cc"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Replace constraint ck_notes_labels_max, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_labels_max")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_labels_max CHECK "
        "(cardinality(labels) <= 6) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_labels_max")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_labels_max CHECK (cardinality(labels) <= 5)"
    )
