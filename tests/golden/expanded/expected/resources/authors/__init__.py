"""Authors: a resource of the API."""
