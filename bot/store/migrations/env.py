"""What Alembic runs: the migrations, on the connection that `bot.store.migrate` hands over."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
