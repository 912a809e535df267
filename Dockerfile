# One image for web, worker and beat: docker-compose.yml says which program runs.
FROM python:3.13-slim-bookworm AS build
WORKDIR /app
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

COPY requirements.txt requirements-dev.txt ./
RUN python -m venv /venv && /venv/bin/pip install --require-hashes -r requirements.txt
# Babel compiles the translations and is not needed afterwards: a copy of the environment, thrown away with this
# stage, gets it, with the hashes it has among the tools.
RUN cp -a /venv /tools \
    && awk '/^[a-z]/ {wanted = /^babel==/} wanted' requirements-dev.txt > /tmp/babel.txt \
    && /tools/bin/python -m pip install --require-hashes --no-deps -r /tmp/babel.txt

COPY . .
# No secret and no server is needed for these two: the values only let the settings load.
RUN export SECRET_KEY=build FIELD_ENCRYPTION_KEYS=build SITE_URL=https://build.invalid ALLOWED_HOSTS=build.invalid \
        DATABASE_URL=postgres://build.invalid/build REDIS_URL=redis://build.invalid EMAIL_URL=smtp://build.invalid \
    && /tools/bin/python manage.py messages --compile \
    && /venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && rm requirements*.txt

FROM python:3.13-slim-bookworm
# WeasyPrint's libraries and a font for PDF files.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-dejavu-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /tmp --shell /usr/sbin/nologin garageflow \
    && install -d -o garageflow -g garageflow /var/lib/garageflow
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp VAR_DIR=/var/lib/garageflow
USER garageflow
EXPOSE 8000
# Sync workers were measured faster here than threads or ASGI; nginx in front buffers slow clients.
CMD ["gunicorn", "garageflow.wsgi:application", "--config", "deploy/gunicorn.conf.py"]
