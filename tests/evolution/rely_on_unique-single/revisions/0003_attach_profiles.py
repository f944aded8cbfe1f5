"""Add constraint uq_profiles_user_id with its index (profiles)."""

from alembic import op

revision = "0003_c244682a"
down_revision: str | None = "0002_3a4b703d"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Add constraint uq_profiles_user_id with its index (profiles)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE profiles ADD CONSTRAINT uq_profiles_user_id UNIQUE USING "
        "INDEX uq_profiles_user_id"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE profiles DROP CONSTRAINT uq_profiles_user_id")
