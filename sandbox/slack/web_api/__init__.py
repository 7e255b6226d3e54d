"""The Web API: `POST /api/METHOD`."""
