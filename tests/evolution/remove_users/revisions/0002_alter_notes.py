"""Drop constraint fk_notes_user_id_users (notes)."""

from alembic import op

revision = "0002_c63cee32"
down_revision: str | None = "0001_8b2a4133"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Drop constraint fk_notes_user_id_users (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT fk_notes_user_id_users")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("INSERT INTO users (id) SELECT DISTINCT user_id FROM notes ON CONFLICT DO NOTHING")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT fk_notes_user_id_users FOREIGN KEY "
        "(user_id) REFERENCES users (id) ON DELETE CASCADE"
    )
