"""apiwright's generator: from `resources.yaml` to a FastAPI application."""
