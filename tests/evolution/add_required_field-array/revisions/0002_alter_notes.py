"""Change notes.

- add column labels
- add constraint ck_notes_labels_elements, not valid yet
- add constraint ck_notes_labels_min, not valid yet
- add constraint ck_notes_labels_max, not valid yet
"""

from alembic import op

revision = "0002_f7bec44c"
down_revision: str | None = "0001_79dc9def"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Change notes."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD COLUMN labels text[] DEFAULT '{\"it''s\",\"two words\"}' NOT NULL"
    )
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_labels_elements CHECK "
        "(array_ndims(labels) = 1 AND array_position(labels, NULL) IS NULL) NOT "
        "VALID"
    )
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_labels_min CHECK "
        "(cardinality(labels) >= 1) NOT VALID"
    )
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_labels_max CHECK "
        "(cardinality(labels) <= 100) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_labels_max")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_labels_min")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_labels_elements")
    op.execute("ALTER TABLE notes DROP COLUMN labels")
