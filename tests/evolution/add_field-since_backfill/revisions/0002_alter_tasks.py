"""Change tasks.

- add column status
- add column completed_at
- add constraint ck_tasks_status_values, not valid yet
- let completed and status follow from each other
"""

from alembic import op

revision = "0002_46e28f9b"
down_revision: str | None = "0001_c8ad3f6b"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Change tasks."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE tasks ADD COLUMN status text DEFAULT 'todo' NOT NULL")
    op.execute("ALTER TABLE tasks ALTER COLUMN status SET DEFAULT 'todo'")
    op.execute("ALTER TABLE tasks ADD COLUMN completed_at timestamptz")
    op.execute(
        "ALTER TABLE tasks ADD CONSTRAINT ck_tasks_status_values CHECK (status "
        "IN ('todo', 'doing', 'done')) NOT VALID"
    )
    op.execute(
        "CREATE FUNCTION sync_tasks_completed() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN IF TG_OP = ''INSERT'' THEN IF NEW.completed IS DISTINCT FROM "
        "false THEN NEW.status = CASE WHEN NEW.completed IS NOT DISTINCT FROM "
        "coalesce(NEW.status IN (''done''), false) THEN NEW.status WHEN "
        "NEW.completed THEN ''done'' ELSE ''todo'' END; END IF; NEW.completed = "
        "coalesce(NEW.status IN (''done''), false); ELSIF coalesce(NEW.status IN "
        "(''done''), false) <> coalesce(OLD.status IN (''done''), false) THEN "
        "NEW.completed = coalesce(NEW.status IN (''done''), false); ELSIF "
        "NEW.completed IS DISTINCT FROM OLD.completed THEN NEW.status = CASE "
        "WHEN NEW.completed IS NOT DISTINCT FROM coalesce(NEW.status IN "
        "(''done''), false) THEN NEW.status WHEN NEW.completed THEN ''done'' "
        "ELSE ''todo'' END; END IF; RETURN NEW; END'"
    )
    op.execute(
        "CREATE TRIGGER sync_tasks_completed BEFORE INSERT OR UPDATE ON tasks "
        "FOR EACH ROW EXECUTE FUNCTION sync_tasks_completed()"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP TRIGGER IF EXISTS sync_tasks_completed ON tasks")
    op.execute("DROP FUNCTION IF EXISTS sync_tasks_completed")
    op.execute("ALTER TABLE tasks DROP CONSTRAINT ck_tasks_status_values")
    op.execute("ALTER TABLE tasks DROP COLUMN completed_at")
    op.execute("ALTER TABLE tasks DROP COLUMN status")
