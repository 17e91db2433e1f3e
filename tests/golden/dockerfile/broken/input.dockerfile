FROM
AS nothing
FROM base AS
ENV
ENV =value
ARG 9
RUN echo "unclosed
FROM base AS last
ENV OK=1 BROKEN
