-- A twin is found by the Message-ID that both bear.
DROP INDEX message_twin;
CREATE INDEX message_forgotten ON message (twin) WHERE state = 'vergeten';
