"""People: a resource of the API."""
