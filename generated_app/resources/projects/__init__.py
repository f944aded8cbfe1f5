"""Projects: a resource of the API."""
