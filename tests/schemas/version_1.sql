BEGIN TRANSACTION;
CREATE TABLE applicants (
    id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    example BOOLEAN NOT NULL,
    created VARCHAR NOT NULL,
    CONSTRAINT pk_applicants PRIMARY KEY (id)
);
INSERT INTO "applicants" VALUES('id-0000000000002','Ana Díaz',0,'2026-11-24T09:00:00.000000+00:00');
INSERT INTO "applicants" VALUES('id-0000000000003','Example',1,'2026-11-24T09:00:00.000001+00:00');
CREATE TABLE drafts (
    id VARCHAR NOT NULL,
    applicant_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    notes JSON NOT NULL,
    thread_id VARCHAR,
    turn INTEGER,
    created VARCHAR NOT NULL,
    CONSTRAINT pk_drafts PRIMARY KEY (id),
    CONSTRAINT fk_drafts_thread_id_turn FOREIGN KEY(thread_id, turn) REFERENCES turns (thread_id, n) ON DELETE CASCADE,
    CONSTRAINT ck_drafts_thread_with_turn CHECK ((thread_id IS NULL) = (turn IS NULL)),
    CONSTRAINT uq_drafts_applicant_id_kind_version UNIQUE (applicant_id, kind, version),
    CONSTRAINT fk_drafts_applicant_id FOREIGN KEY(applicant_id) REFERENCES applicants (id) ON DELETE CASCADE
);
INSERT INTO "drafts" VALUES('id-0000000000005','id-0000000000002','statement',1,'My path.

It''s mine.','["Check this"]','id-0000000000004',1,'2026-11-24T09:00:00.000004+00:00');
INSERT INTO "drafts" VALUES('id-0000000000006','id-0000000000002','email',1,'Dear Dr','[]','id-0000000000004',1,'2026-11-24T09:00:00.000004+00:00');
CREATE TABLE events (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    applicant_id VARCHAR NOT NULL,
    field VARCHAR NOT NULL,
    value JSON,
    status VARCHAR NOT NULL,
    quote VARCHAR NOT NULL,
    said_by VARCHAR NOT NULL,
    thread_id VARCHAR,
    turn INTEGER,
    at VARCHAR NOT NULL,
    CONSTRAINT fk_events_thread_id_turn FOREIGN KEY(thread_id, turn) REFERENCES turns (thread_id, n) ON DELETE CASCADE,
    CONSTRAINT ck_events_thread_with_turn CHECK ((thread_id IS NULL) = (turn IS NULL)),
    CONSTRAINT fk_events_applicant_id FOREIGN KEY(applicant_id) REFERENCES applicants (id) ON DELETE CASCADE
);
INSERT INTO "events" VALUES(1,'id-0000000000002','step2ck',214,'stated','214','reader','id-0000000000004',1,'2026-11-24T09:00:00.000000+00:00');
INSERT INTO "events" VALUES(2,'id-0000000000002','specialty','["family_medicine", "psychiatry"]','stated','fm','reader','id-0000000000004',1,'2026-11-24T09:00:00.000000+00:00');
INSERT INTO "events" VALUES(3,'id-0000000000002','usce_months',2.5,'confirmed','','card',NULL,NULL,'2026-11-24T09:00:00.000000+00:00');
INSERT INTO "events" VALUES(4,'id-0000000000002','visa',NULL,'declined','','card',NULL,NULL,'2026-11-24T09:00:00.000000+00:00');
CREATE TABLE schema_version (
    version INTEGER NOT NULL,
    CONSTRAINT pk_schema_version PRIMARY KEY (version)
);
INSERT INTO "schema_version" VALUES(1);
CREATE TABLE settings (
    "key" VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    CONSTRAINT pk_settings PRIMARY KEY ("key")
);
INSERT INTO "settings" VALUES('active_applicant','id-0000000000002');
CREATE TABLE threads (
    id VARCHAR NOT NULL,
    applicant_id VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    goal VARCHAR NOT NULL,
    last_turn INTEGER NOT NULL,
    created VARCHAR NOT NULL,
    updated VARCHAR NOT NULL,
    CONSTRAINT pk_threads PRIMARY KEY (id),
    CONSTRAINT fk_threads_applicant_id FOREIGN KEY(applicant_id) REFERENCES applicants (id) ON DELETE CASCADE
);
INSERT INTO "threads" VALUES('id-0000000000004','id-0000000000002','First “talk”','advice',2,'2026-11-24T09:00:00.000002+00:00','2026-11-24T09:00:00.000005+00:00');
INSERT INTO "threads" VALUES('id-0000000000007','id-0000000000003','Example talk','statement',0,'2026-11-24T09:00:00.000006+00:00','2026-11-24T09:00:00.000006+00:00');
CREATE TABLE turns (
    thread_id VARCHAR NOT NULL,
    n INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    reply JSON,
    owner VARCHAR,
    started VARCHAR NOT NULL,
    finished VARCHAR,
    CONSTRAINT pk_turns PRIMARY KEY (thread_id, n),
    CONSTRAINT fk_turns_thread_id FOREIGN KEY(thread_id) REFERENCES threads (id) ON DELETE CASCADE
);
INSERT INTO "turns" VALUES('id-0000000000004',1,'214 on Step 2 CK;
it''s 🙂','{"kind": "answered", "sentences": [{"text": "Noted, “214”.", "citations": [], "block": "paragraph"}], "confidence": 0.75}',NULL,'2026-11-24T09:00:00.000003+00:00','2026-11-24T09:00:00.000004+00:00');
INSERT INTO "turns" VALUES('id-0000000000004',2,'left unanswered',NULL,'id-0000000000001','2026-11-24T09:00:00.000005+00:00',NULL);
CREATE INDEX ix_threads_applicant_id_updated ON threads (applicant_id, updated);
CREATE INDEX ix_events_thread_id_turn ON events (thread_id, turn);
CREATE INDEX ix_events_applicant_id_id ON events (applicant_id, id);
CREATE INDEX ix_drafts_thread_id_turn ON drafts (thread_id, turn);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('events',4);
COMMIT;
