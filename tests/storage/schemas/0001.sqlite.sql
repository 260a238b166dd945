BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE gaps (
	id INTEGER NOT NULL,
	text VARCHAR(500) NOT NULL,
	kind VARCHAR(16) NOT NULL,
	reasons JSON NOT NULL,
	created DATETIME NOT NULL,
	CONSTRAINT pk_gaps PRIMARY KEY (id)
);
INSERT INTO "gaps" VALUES(1,'what does a nurse earn?','disliked','["wrong-role"]','2026-03-01 12:30:15.250000');
CREATE TABLE guild_settings (
	guild BIGINT NOT NULL,
	public BOOLEAN NOT NULL,
	channels JSON NOT NULL,
	language VARCHAR(16),
	cooldown FLOAT NOT NULL,
	CONSTRAINT pk_guild_settings PRIMARY KEY (guild)
);
INSERT INTO "guild_settings" VALUES(4611686018427387904,1,'[7, 8]','es',2.5);
CREATE TABLE versions (
	number INTEGER NOT NULL,
	digest VARCHAR(128) NOT NULL,
	created DATETIME NOT NULL,
	"by" VARCHAR(64) NOT NULL,
	roles INTEGER NOT NULL,
	facets INTEGER NOT NULL,
	passages INTEGER NOT NULL,
	figures INTEGER NOT NULL,
	golden_right INTEGER NOT NULL,
	golden_total INTEGER NOT NULL,
	pinned BOOLEAN NOT NULL,
	content BLOB NOT NULL,
	CONSTRAINT pk_versions PRIMARY KEY (number)
);
INSERT INTO "versions" VALUES(1,'abc','2026-03-01 12:30:15.250000','start',5,60,700,90,488,490,1,X'78DA2BCACF49B552A8E002000D64028F');
CREATE TABLE votes (
	member VARCHAR(64) NOT NULL,
	answer VARCHAR(200) NOT NULL,
	up BOOLEAN NOT NULL,
	reasons JSON NOT NULL,
	created DATETIME NOT NULL,
	CONSTRAINT pk_votes PRIMARY KEY (member, answer)
);
INSERT INTO "votes" VALUES('ada','facet:bonus senior-ai-ml-engineer',0,'["old"]','2026-03-01 12:30:15.250000');
CREATE INDEX ix_gaps_created ON gaps (created);
CREATE INDEX ix_votes_created ON votes (created);
COMMIT;
