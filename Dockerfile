# docker build -t navigator .
# How to run it: docs/deploy.md, or `docker compose up -d`.

# The Python of .python-version, which is the one that the tests run on. The digest pins the base:
# `docker buildx imagetools inspect python:3.11-slim-bookworm` names the newest.
ARG BASE=python:3.11-slim-bookworm@sha256:a36c24f9cbdf4fd0f52d67f0823eeac19c2028c637cecc392d97f980d4fec56b

FROM ${BASE} AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
# The packages are a layer of their own: a change of the bot does not install them again.
# Of the developer's package sandbox/ the lock file wants to see what it depends on, no more.
COPY pyproject.toml uv.lock ./
COPY sandbox/pyproject.toml sandbox/
# `--build-arg EXTRAS="--extra postgres"` adds what PostgreSQL needs: 12 MB that SQLite does without.
ARG EXTRAS=""
RUN uv sync --locked --no-dev ${EXTRAS} && rm -r sandbox
COPY bot bot
COPY data data
COPY templates templates
# Modules and templates are compiled here: the bot may not write to its own code, and a start that
# compiles takes a second longer. Jinja makes files for its own user only.
RUN python -m compileall -q bot \
    && .venv/bin/python -c "from bot.content.content import load_content as load; load()" \
    && chmod -R a+rX templates/__pycache__

FROM ${BASE}
RUN useradd --system --uid 10001 --user-group --no-create-home bot \
    && install -d -o bot -g bot -m 700 /data
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 BOT_DATABASE=/data/bot.sqlite3
USER 10001
VOLUME /data
# Reads a file beside the database; aiogram is not imported.
HEALTHCHECK --interval=60s --timeout=5s --start-period=60s CMD ["python", "-m", "bot", "health"]
# The exec form, so that SIGTERM reaches the bot: it finishes what runs and closes the database.
STOPSIGNAL SIGTERM
CMD ["python", "-m", "bot", "run"]
