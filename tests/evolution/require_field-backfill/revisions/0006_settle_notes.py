"""Require body (notes)."""

from alembic import op

revision = "0006_d28733db"
down_revision: str | None = "0005_8491df83"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Require body (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN body SET NOT NULL")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_body_given")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_body_given CHECK (body IS NOT NULL) NOT VALID"
    )
    op.execute("ALTER TABLE notes ALTER COLUMN body DROP NOT NULL")
