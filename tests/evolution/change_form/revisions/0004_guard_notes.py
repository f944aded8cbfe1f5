"""Add constraint ck_notes_link_form, not valid yet (notes)."""

from alembic import op

revision = "0004_c4c6a50b"
down_revision: str | None = "0003_021d680d"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes that break ck_notes_link_form": (
        "SELECT id FROM notes WHERE NOT (link ~ "
        "'^[Hh][Tt][Tt][Pp][Ss]?://([A-Za-z0-9]+([_-]+[A-Za-z0-9]+)*(\\.[A-Za-z0-9"
        "]+([_-]+[A-Za-z0-9]+)*)*|\\[[0-9A-Fa-f:.]{2,45}\\])(:[0-9]{1,5})?([/?#][]!"
        "#-;=?-Z[^_a-~]*)?$')"
    ),
}


def upgrade() -> None:
    """Add constraint ck_notes_link_form, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_link_form CHECK (link ~ "
        "'^[Hh][Tt][Tt][Pp][Ss]?\\://([A-Za-z0-9]+([_-]+[A-Za-z0-9]+)*(\\.[A-Za-z0-"
        "9]+([_-]+[A-Za-z0-9]+)*)*|\\[[0-9A-Fa-f\\:.]{2,45}\\])(\\:[0-9]{1,5})?([/?#]"
        "[]!#-;=?-Z[^_a-~]*)?$') NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_link_form")
