CREATE TABLE alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE gaps (
    id integer NOT NULL,
    text character varying(500) NOT NULL,
    kind character varying(16) NOT NULL,
    reasons json NOT NULL,
    created timestamp with time zone NOT NULL
);
CREATE SEQUENCE gaps_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE gaps_id_seq OWNED BY gaps.id;
CREATE TABLE guild_settings (
    guild bigint NOT NULL,
    public boolean NOT NULL,
    channels json NOT NULL,
    language character varying(16),
    cooldown double precision NOT NULL
);
CREATE TABLE versions (
    number integer NOT NULL,
    digest character varying(128) NOT NULL,
    created timestamp with time zone NOT NULL,
    by character varying(64) NOT NULL,
    roles integer NOT NULL,
    facets integer NOT NULL,
    passages integer NOT NULL,
    figures integer NOT NULL,
    golden_right integer NOT NULL,
    golden_total integer NOT NULL,
    pinned boolean NOT NULL,
    content bytea NOT NULL
);
CREATE TABLE votes (
    member character varying(64) NOT NULL,
    answer character varying(200) NOT NULL,
    up boolean NOT NULL,
    reasons json NOT NULL,
    created timestamp with time zone NOT NULL
);
ALTER TABLE ONLY gaps ALTER COLUMN id SET DEFAULT nextval('gaps_id_seq'::regclass);
INSERT INTO alembic_version VALUES ('0001');
INSERT INTO gaps VALUES (1, 'what does a nurse earn?', 'disliked', '["wrong-role"]', '2026-03-01 12:30:15.25+00');
INSERT INTO guild_settings VALUES (4611686018427387904, true, '[7, 8]', 'es', 2.5);
INSERT INTO versions VALUES (1, 'abc', '2026-03-01 12:30:15.25+00', 'start', 5, 60, 700, 90, 488, 490, true, '\x78da2bcacf49b552a8e002000d64028f');
INSERT INTO votes VALUES ('ada', 'facet:bonus senior-ai-ml-engineer', false, '["old"]', '2026-03-01 12:30:15.25+00');
SELECT setval('gaps_id_seq', 1, true);
ALTER TABLE ONLY alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY gaps
    ADD CONSTRAINT pk_gaps PRIMARY KEY (id);
ALTER TABLE ONLY guild_settings
    ADD CONSTRAINT pk_guild_settings PRIMARY KEY (guild);
ALTER TABLE ONLY versions
    ADD CONSTRAINT pk_versions PRIMARY KEY (number);
ALTER TABLE ONLY votes
    ADD CONSTRAINT pk_votes PRIMARY KEY (member, answer);
CREATE INDEX ix_gaps_created ON gaps USING btree (created);
CREATE INDEX ix_votes_created ON votes USING btree (created);
