"""Add size__new of type bigint beside size (projects)."""

from alembic import op

revision = "0002_72d33d69"
down_revision: str | None = "0001_a4596943"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Add size__new of type bigint beside size (projects)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE projects ADD COLUMN size__new bigint")
    op.execute(
        "CREATE FUNCTION sync_projects_size() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN NEW.size__new = NEW.size::bigint; RETURN NEW; END'"
    )
    op.execute(
        "CREATE TRIGGER sync_projects_size BEFORE INSERT OR UPDATE ON projects "
        "FOR EACH ROW EXECUTE FUNCTION sync_projects_size()"
    )
    op.execute(
        "ALTER TABLE projects ADD CONSTRAINT ck_projects_size__new_given CHECK "
        "(size__new IS NOT NULL) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP TRIGGER IF EXISTS sync_projects_size ON projects")
    op.execute("DROP FUNCTION IF EXISTS sync_projects_size")
    op.execute("ALTER TABLE projects DROP COLUMN IF EXISTS size__new")
