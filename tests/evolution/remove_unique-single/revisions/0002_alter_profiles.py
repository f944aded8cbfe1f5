"""Drop constraint uq_profiles_user_id (profiles)."""

from alembic import op

revision = "0002_ad3fdb5f"
down_revision: str | None = "0001_65126c4a"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Drop constraint uq_profiles_user_id (profiles)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE profiles DROP CONSTRAINT uq_profiles_user_id")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE profiles ADD CONSTRAINT uq_profiles_user_id UNIQUE (user_id)")
