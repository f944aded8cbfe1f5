"""Drop constraint ck_notes_link_values (notes)."""

from alembic import op

revision = "0002_b5015b27"
down_revision: str | None = "0001_1ec2924b"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Drop constraint ck_notes_link_values (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_link_values")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_link_values CHECK (link IN "
        "('none', 'ann@example.com'))"
    )
