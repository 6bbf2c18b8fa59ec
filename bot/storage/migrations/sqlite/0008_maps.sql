-- The picture of the case's path: the message that holds it, and what of it is on the picture (a
-- digest), so that it is drawn again only when that has changed.
ALTER TABLE cases ADD COLUMN map_message_id INTEGER;
ALTER TABLE cases ADD COLUMN map_digest TEXT;
