"""The revisions, each a step from one set of tables to the next."""
