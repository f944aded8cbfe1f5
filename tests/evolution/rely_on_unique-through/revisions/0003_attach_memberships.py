"""Add constraint uq_memberships_user_id_team_id_person_id with its index (memberships)."""

from alembic import op

revision = "0003_a7baa485"
down_revision: str | None = "0002_ddae54ea"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Add constraint uq_memberships_user_id_team_id_person_id with its index (memberships)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE memberships ADD CONSTRAINT "
        "uq_memberships_user_id_team_id_person_id UNIQUE USING INDEX "
        "uq_memberships_user_id_team_id_person_id"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE memberships DROP CONSTRAINT uq_memberships_user_id_team_id_person_id")
