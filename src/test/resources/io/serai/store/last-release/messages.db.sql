PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE waiting (id INTEGER PRIMARY KEY, queue TEXT NOT NULL, since INTEGER NOT NULL, topic TEXT NOT NULL, payload BLOB NOT NULL, qos INTEGER NOT NULL,
retained INTEGER NOT NULL, duplicate INTEGER NOT NULL, properties BLOB
);
INSERT INTO waiting VALUES(3,'inbox slow slow-in',1796077479045,'slow/in',X'6d31',1,0,0,NULL);
INSERT INTO waiting VALUES(4,'inbox slow slow-in',1796077479045,'slow/in',X'6d32',1,0,0,NULL);
INSERT INTO waiting VALUES(5,'inbox slow slow-in',1796077479145,'slow/in',X'6d33',1,0,0,NULL);
INSERT INTO waiting VALUES(6,'inbox slow slow-in',1796077479254,'slow/in',X'6d34',1,0,0,NULL);
INSERT INTO waiting VALUES(7,'inbox slow slow-in',1796077479377,'slow/in',X'6d35',1,0,0,NULL);
CREATE TABLE failed (id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, flow TEXT NOT NULL, place TEXT NOT NULL, reason TEXT NOT NULL, topic TEXT NOT NULL, payload BLOB NOT NULL, qos INTEGER NOT NULL,
retained INTEGER NOT NULL, duplicate INTEGER NOT NULL, properties BLOB
, route TEXT NOT NULL DEFAULT '');
INSERT INTO failed VALUES(1,1796077478985,'bad','/home/pi/serai/routes/bad.camel.yaml:6','a number was expected, "junk" came.','bad/in',X'6a756e6b',1,0,0,NULL,'bad-in');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('failed',1);
CREATE INDEX waiting_in_order ON waiting (queue, id);
COMMIT;
