# One image per house: docker build --build-arg HOUSE=broker .
# Each holds that house and the ground it stands on, and none of the others.
FROM python:3.11-slim AS packages
COPY requirements/run.txt requirements/production.txt /tmp/
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --quiet --require-hashes -r /tmp/run.txt -r /tmp/production.txt

FROM python:3.11-slim AS house
ARG HOUSE
RUN useradd --system --uid 10001 --create-home doublure && install -d -o doublure -m 700 /state
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv
COPY config/ config/
COPY deploy/ deploy/
COPY doublure/ doublure/
COPY ${HOUSE}/ ${HOUSE}/
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/srv PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    DOUBLURE_STATE=/state DOUBLURE_ADDRESSES=/srv/deploy/addresses.toml \
    FACTORY=${HOUSE}.app:from_environment PORT=4400 WORKERS=1
USER doublure
VOLUME /state
CMD ["sh", "-c", "exec granian --interface wsgi --factory --host 0.0.0.0 --port $PORT --workers $WORKERS --blocking-threads 8 --no-ws $FACTORY"]

# The console and the control API look into every house.
FROM house AS console
COPY broker/ broker/
COPY identity_providers/ identity_providers/
COPY service_provider/ service_provider/
ENV FACTORY=simulator.served:from_environment
