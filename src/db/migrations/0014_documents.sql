-- Documents of more kinds: size of a picture or film in pixels (0: unknown, or none), the name it was sent under (for
-- downloads; it may name a person, so no record of the log holds it), and what it was first uploaded for ('' before).
alter table document add column width integer not null default 0;
alter table document add column height integer not null default 0;
alter table document add column file_name text not null default '';
alter table document add column purpose text not null default '';
