"""What a changed spec means for the database that is already there."""
