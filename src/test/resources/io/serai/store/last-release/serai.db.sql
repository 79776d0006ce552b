PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE kept (
    area TEXT NOT NULL, owner TEXT NOT NULL, key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (area, owner, key)) WITHOUT ROWID
;
INSERT INTO kept VALUES('deploy','dashboard.yaml','last-good','');
INSERT INTO kept VALUES('deploy','devices.yaml','last-good',replace('devices: []\n','\n',char(10)));
INSERT INTO kept VALUES('deploy','history.yaml','last-good','');
INSERT INTO kept VALUES('flow','gateway/run','boot','46a5abcc-279b-48e7-a782-f7dd14789337');
INSERT INTO kept VALUES('flow','gateway/run','crashes','0');
INSERT INTO kept VALUES('flow','gateway/run','files','8fc54199');
INSERT INTO kept VALUES('flow','gateway/run','started','2026-11-30T22:24:11.018235549Z');
INSERT INTO kept VALUES('flow','gateway/run','starting','');
INSERT INTO kept VALUES('link','gateway','client-id','serai-69de23');
INSERT INTO kept VALUES('link-subscriptions','serai-69de23','bad/in','1');
INSERT INTO kept VALUES('link-subscriptions','serai-69de23','hall/light','1');
INSERT INTO kept VALUES('link-subscriptions','serai-69de23','slow/in','1');
INSERT INTO kept VALUES('link-subscriptions','serai-69de23','stopped/in','1');
INSERT INTO kept VALUES('threshold','light/dark','hall/light','ON');
INSERT INTO kept VALUES('flow','stopped','stopped','by hand');
CREATE TABLE flow_version (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    flow TEXT NOT NULL, number INTEGER NOT NULL, time INTEGER NOT NULL,
    deployed_by TEXT NOT NULL, file TEXT NOT NULL, text TEXT NOT NULL,
    kamelets TEXT NOT NULL, note TEXT NOT NULL,
    UNIQUE (flow, number));
INSERT INTO flow_version VALUES(1,'bad',1,1796077465079,'saved by root','bad.camel.yaml',replace('- route:\n    id: bad-in\n    from:\n      uri: paho:bad/in?qos=1\n      steps:\n        - to: threshold:x?below=1\n','\n',char(10)),'{}','');
INSERT INTO flow_version VALUES(2,'light',1,1796077467906,'saved by root','hall/light.camel.yaml',replace('- route:\n    id: hall-light\n    from:\n      uri: paho:hall/light\n      steps:\n        - to: threshold:dark?below=300&emit=change\n        - setBody: {simple: "${header.CamelThresholdOn}"}\n        - to: paho:hall/lamp?qos=1\n','\n',char(10)),'{}','');
INSERT INTO flow_version VALUES(3,'slow',1,1796077469000,'saved by root','slow.camel.yaml',replace('- route:\n    id: slow-in\n    from:\n      uri: paho:slow/in?qos=1\n      steps:\n        - delay: {constant: 20000}\n        - to: log:slow\n','\n',char(10)),'{}','');
INSERT INTO flow_version VALUES(4,'stopped',1,1796077469775,'saved by root','stopped.camel.yaml',replace('- route:\n    id: stopped-in\n    from:\n      uri: paho:stopped/in?qos=1\n      steps:\n        - to: log:stopped\n','\n',char(10)),'{}','');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('flow_version',4);
COMMIT;
