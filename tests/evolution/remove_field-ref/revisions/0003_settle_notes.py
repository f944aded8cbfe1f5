"""Drop column project_id (notes)."""

from alembic import op

revision = "0003_d8a26647"
down_revision: str | None = "0002_eea2accd"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop column project_id (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP COLUMN project_id")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ADD COLUMN project_id uuid")
    op.execute("ALTER TABLE notes ALTER COLUMN project_id DROP DEFAULT")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT fk_notes_project_id_projects FOREIGN "
        "KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE"
    )
    op.execute("CREATE INDEX ix_notes_project_id ON notes (project_id)")
