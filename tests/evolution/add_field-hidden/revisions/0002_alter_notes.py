"""Change notes.

- add column code
- add constraint ck_notes_code_max, not valid yet
"""

from alembic import op

revision = "0002_2146e228"
down_revision: str | None = "0001_a91de8af"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Change notes."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ADD COLUMN code text DEFAULT 'a' NOT NULL")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_code_max CHECK "
        "(char_length(code) <= 255) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_code_max")
    op.execute("ALTER TABLE notes DROP COLUMN code")
