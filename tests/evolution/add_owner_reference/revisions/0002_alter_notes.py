"""Add constraint fk_notes_user_id_person, not valid yet (notes)."""

from alembic import op

revision = "0002_634dbe98"
down_revision: str | None = "0001_6461e9b5"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes whose user_id is not in person.id": (
        "SELECT id FROM notes WHERE NOT EXISTS (SELECT FROM person WHERE person.id = notes.user_id)"
    ),
}


def upgrade() -> None:
    """Add constraint fk_notes_user_id_person, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT fk_notes_user_id_person FOREIGN KEY "
        "(user_id) REFERENCES person (id) ON DELETE CASCADE NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT fk_notes_user_id_person")
