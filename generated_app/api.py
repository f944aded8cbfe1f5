"""What the spec says of the API as a whole."""

TITLE = "Task API"
VERSION = "1.1.0"
DESCRIPTION: str | None = None

# What the documentation groups routes by.
TAGS = {
    "health": "Whether the server works.",
    "me": "The caller.",
    "tasks": "The caller's tasks.",
    "projects": "The caller's projects.",
}

PREFIX = "/api"

# The origins whose pages may call the API, unless CORS_ORIGINS says otherwise.
CORS_ORIGINS: tuple[str, ...] = ("http://localhost:3000",)

# The status of a request that breaks a rule, and of another owner's row.
VALIDATION_STATUS = 400
FOREIGN_STATUS = 403

# The claims that may identify the caller, and those that may hold their roles, in order.
USER_CLAIMS: tuple[str, ...] = ("sub",)
ROLE_CLAIMS: tuple[str, ...] = ("roles", "role")
