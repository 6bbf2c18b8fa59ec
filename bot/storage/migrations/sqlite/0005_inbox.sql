-- Updates that Telegram was told are taken, until they are handled: a kill loses none of them.
CREATE TABLE inbox (
    update_id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL,              -- or the group's id: whose turn it is
    content   TEXT    NOT NULL,              -- sealed
    tries     INTEGER NOT NULL DEFAULT 0     -- how many starts found it here
) STRICT;
CREATE INDEX inbox_of_person ON inbox (person_id, update_id);

-- What a person's next message means. One bot, one private chat a person: the person is the key.
CREATE TABLE expected (
    person_id INTEGER PRIMARY KEY,
    state     TEXT    NOT NULL,
    data      TEXT                           -- sealed
) STRICT;
INSERT INTO expected
SELECT user_id, state, data FROM fsm
 WHERE scope = '//default' AND chat_id = user_id AND state IS NOT NULL
 GROUP BY user_id;
DROP TABLE fsm;

-- The notes of a case's events, sealed together: one opening a case, however long it is. The notes
-- of older events stay in `events.note` until the case has its next event.
ALTER TABLE cases ADD COLUMN notes TEXT;

-- The reminders of a case that was changed since are dropped at the change; the next plan makes
-- them anew. Whoever looks for what is due finds no others.
DELETE FROM reminders WHERE state = 'waiting' AND claimed_until = 0
   AND case_id IN (SELECT id FROM cases WHERE replan <> 0);
CREATE INDEX cases_set_aside ON cases (id) WHERE replan = 2;
