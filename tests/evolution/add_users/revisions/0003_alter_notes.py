"""Add constraint fk_notes_user_id_users, not valid yet (notes)."""

from alembic import op

revision = "0003_032121c6"
down_revision: str | None = "0002_9e25aa5b"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Add constraint fk_notes_user_id_users, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT fk_notes_user_id_users FOREIGN KEY "
        "(user_id) REFERENCES users (id) ON DELETE CASCADE NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT fk_notes_user_id_users")
