-- Stations and what they measured.
CREATE SCHEMA tide;

CREATE TABLE IF NOT EXISTS tide.station (
    id          bigserial PRIMARY KEY,
    "full name" text NOT NULL DEFAULT 'none',
    depth       numeric(5, 2) CHECK (depth > 0),
    opened      date,
    CONSTRAINT named UNIQUE ("full name")
);

/* One row a minute
   and station. */
create table reading (
    station_id bigint REFERENCES tide.station (id),
    taken_at timestamp with time zone,
    level real
);

CREATE UNIQUE INDEX reading_time ON reading (taken_at);
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_level ON reading USING btree (level);

CREATE VIEW tide.latest AS
SELECT station_id, max(taken_at) AS newest FROM reading GROUP BY station_id;

CREATE MATERIALIZED VIEW daily AS SELECT 1 AS one;

CREATE OR REPLACE FUNCTION tide.level_at(station bigint, moment timestamp)
RETURNS real AS $$
  SELECT level FROM reading WHERE station_id = station; -- inside
$$ LANGUAGE sql;

CREATE TYPE mood AS ENUM ('calm', 'rough');
CREATE TYPE point3 AS (x real, y real, z real);
CREATE SEQUENCE reading_seq START 10;
CREATE TRIGGER check_level BEFORE INSERT ON reading
    FOR EACH ROW EXECUTE FUNCTION verify_level();
CREATE EXTENSION postgis;
CREATE ROLE keeper;

ALTER TABLE reading ADD COLUMN noise real;
INSERT INTO reading VALUES (1, 'now', 2.5);
