CREATE TABLE good (id int);
CREATE TABLE bad (id int,, name text;
SELECT 'unclosed FROM x;
CREATE VIEW after AS SELECT 1;

CREATE OPERATOR CLASS text_ops FOR TYPE citext USING btree AS
    OPERATOR 1 < (citext, citext),
    FUNCTION 1 text_cmp(citext, citext);
