"""The store of sessions: rehearsals, turn by turn, in SQLite or PostgreSQL. SQLAlchemy is known only here."""
