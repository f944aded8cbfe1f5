"""What changes in the database: found, judged, and brought about in steps."""
