"""Change notes.

- let slug be null
- drop constraint uq_notes_user_id_slug
"""

from alembic import op

revision = "0002_695b40d1"
down_revision: str | None = "0001_8f6a2038"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Change notes."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN slug DROP NOT NULL")
    op.execute("ALTER TABLE notes DROP CONSTRAINT uq_notes_user_id_slug")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ADD CONSTRAINT uq_notes_user_id_slug UNIQUE (user_id, slug)")
    op.execute(
        "UPDATE notes SET slug = concat_ws('-', "
        "nullif(rtrim(left(btrim(regexp_replace(regexp_replace(lower(normalize(ti"
        "tle, NFKD)), '[\\u0300-\\u036f''\\u2019]', '', 'g'), '[^a-z0-9]+', '-', "
        "'g'), '-'), 67), '-'), ''), left(md5(id::text), 12)) WHERE slug IS NULL"
    )
    op.execute("ALTER TABLE notes ALTER COLUMN slug SET NOT NULL")
