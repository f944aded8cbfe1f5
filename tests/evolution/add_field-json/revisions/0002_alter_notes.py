"""Change notes.

- add column extra
- add column settings
- add constraint ck_notes_extra_kind, not valid yet
- add constraint ck_notes_extra_max, not valid yet
- add constraint ck_notes_settings_kind, not valid yet
- add constraint ck_notes_settings_max, not valid yet
"""

from alembic import op

revision = "0002_f91b90e4"
down_revision: str | None = "0001_79dc9def"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Change notes."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ADD COLUMN extra jsonb")
    op.execute(
        'ALTER TABLE notes ADD COLUMN settings jsonb DEFAULT \'{"theme"\\: "dark"}\' NOT NULL'
    )
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_extra_kind CHECK "
        "(jsonb_typeof(extra) <> 'null') NOT VALID"
    )
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_extra_max CHECK "
        "(octet_length(extra::text) <= 10000) NOT VALID"
    )
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_settings_kind CHECK "
        "(jsonb_typeof(settings) <> 'null') NOT VALID"
    )
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_settings_max CHECK "
        "(octet_length(settings::text) <= 10000) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_settings_max")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_settings_kind")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_extra_max")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_extra_kind")
    op.execute("ALTER TABLE notes DROP COLUMN settings")
    op.execute("ALTER TABLE notes DROP COLUMN extra")
