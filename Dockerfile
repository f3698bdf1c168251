# The image of web, worker, beat and the one-shot migration. Linted by `make check`; no Docker engine was at hand to build it
# where this was written (docs/operators/install_compose.md).
FROM python:3.14-slim AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements-fast.lock /
RUN python -m venv /venv && /venv/bin/pip install --require-hashes -r /requirements-fast.lock

FROM python:3.14-slim
# For `manage.py backup` and `restore`; of the server's version in docker-compose.yml, or newer.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
RUN useradd --system --user-group --uid 10001 --home-dir /app --shell /usr/sbin/nologin mentorship \
    && install -d -o mentorship -g mentorship /storage
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    MENTORSHIP_STATIC_ROOT=/static MENTORSHIP_STORAGE=/storage NUMBA_CACHE_DIR=/tmp/numba
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
# Collecting styles connects to nothing, but settings want an environment. None of these values reach the finished image.
RUN python scripts/catalogue.py \
    && DATABASE_URL=postgres://build@nowhere/build REDIS_URL=redis://nowhere MENTORSHIP_DEMO=true \
    MENTORSHIP_SECRET_KEY=only-while-the-image-is-built-0123456789-abcdefghijklmnopqrstuvwxyz \
    python manage.py collectstatic --no-input --verbosity=0
USER 10001
VOLUME /storage
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "mentorship.wsgi"]
