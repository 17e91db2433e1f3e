# syntax of the tide image; FROM here AS nothing
ARG BASE=debian:12
FROM ${BASE} AS build
ARG VERSION="1.2 # not a comment"
ENV CC=gcc CFLAGS="-O2 -g" \
    LDFLAGS=-static
ENV LEGACY some value = here
RUN apt-get update && \
    echo "FROM fake AS no" && \
    echo "it's # here"
COPY . /src
LABEL maintainer="ada" version='1'

from --platform=linux/amd64 build as test-stage
run ninja test

FROM scratch
COPY --from=build /src/tide /tide
ENV HOME=/root
ENTRYPOINT ["/tide"]
