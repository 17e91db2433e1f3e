CREATE TABLE good (id int);
CREATE TABLE bad (id int,, name text;
SELECT 'unclosed FROM x;
CREATE VIEW after AS SELECT 1;
