"""Put size__new in the place of size (projects)."""

from alembic import op

revision = "0005_86f03a8c"
down_revision: str | None = "0004_f5fdee35"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Put size__new in the place of size (projects)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP TRIGGER sync_projects_size ON projects")
    op.execute("DROP FUNCTION sync_projects_size")
    op.execute("ALTER TABLE projects DROP COLUMN size")
    op.execute("ALTER TABLE projects RENAME COLUMN size__new TO size")
    op.execute("ALTER TABLE projects ALTER COLUMN size SET NOT NULL")
    op.execute("ALTER TABLE projects DROP CONSTRAINT ck_projects_size__new_given")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE projects RENAME COLUMN size TO size__new")
    op.execute(
        "ALTER TABLE projects ADD CONSTRAINT ck_projects_size__new_given CHECK "
        "(size__new IS NOT NULL) NOT VALID"
    )
    op.execute("ALTER TABLE projects ALTER COLUMN size__new DROP NOT NULL")
    op.execute("ALTER TABLE projects ADD COLUMN size integer")
    op.execute("UPDATE projects SET size = size__new::integer")
    op.execute("ALTER TABLE projects ALTER COLUMN size SET NOT NULL")
    op.execute(
        "CREATE FUNCTION sync_projects_size() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN NEW.size__new = NEW.size::bigint; RETURN NEW; END'"
    )
    op.execute(
        "CREATE TRIGGER sync_projects_size BEFORE INSERT OR UPDATE ON projects "
        "FOR EACH ROW EXECUTE FUNCTION sync_projects_size()"
    )
