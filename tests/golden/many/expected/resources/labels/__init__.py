"""Labels: a resource of the API."""
