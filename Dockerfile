# syntax=docker/dockerfile:1
# One static binary, non-root, with nothing else in the image but the
# certificates that HTTPS to the model server and to Yahoo needs.

FROM golang:1.26 AS build
WORKDIR /src
# Modules first: they change less often than the code, so this layer is kept.
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false \
      -ldflags "-s -w -X main.version=${VERSION}" -o /quotewire ./cmd/server \
 && mkdir -m 0700 /data

FROM gcr.io/distroless/static-debian12:nonroot
ARG VERSION=dev
LABEL org.opencontainers.image.title="quotewire" \
      org.opencontainers.image.description="Answers finance questions over HTTP, streamed, with sources" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}"
COPY --from=build /quotewire /quotewire
COPY LICENSE /LICENSE
# For QUOTEWIRE_DATA=/data, with a volume that takes its owner from here.
COPY --from=build --chown=nonroot:nonroot /data /data
# All addresses of the container. The server refuses to start so unless
# QUOTEWIRE_API_KEYS is set, or QUOTEWIRE_OPEN=true says that this is meant. Nor
# does it start without a model server: the demo's synthetic prices are served
# only where QUOTEWIRE_DEMO=true asks for them.
ENV QUOTEWIRE_ADDR=0.0.0.0:8080 \
    QUOTEWIRE_DEMO=false \
    QUOTEWIRE_LOG_FORMAT=json
EXPOSE 8080
USER nonroot:nonroot
HEALTHCHECK --interval=10s --timeout=5s --start-period=5s --retries=3 CMD ["/quotewire", "-check"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/quotewire"]
