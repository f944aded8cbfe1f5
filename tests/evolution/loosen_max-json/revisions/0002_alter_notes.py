"""Replace constraint ck_notes_extra_max, not valid yet (notes)."""

from alembic import op

revision = "0002_31ef31c2"
down_revision: str | None = "0001_f906a652"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Replace constraint ck_notes_extra_max, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_extra_max")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_extra_max CHECK "
        "(octet_length(extra::text) <= 20000) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_extra_max")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_extra_max CHECK "
        "(octet_length(extra::text) <= 10000)"
    )
