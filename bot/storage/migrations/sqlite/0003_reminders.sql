-- What the bot will say by itself, and to whom it may.
ALTER TABLE people ADD COLUMN zone_minutes INTEGER;              -- ahead of UTC; NULL: the bot's zone
ALTER TABLE people ADD COLUMN reminders INTEGER NOT NULL DEFAULT 1;
ALTER TABLE people ADD COLUMN away INTEGER NOT NULL DEFAULT 0;   -- has blocked the bot

ALTER TABLE cases ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0;  -- the person's last act on it
ALTER TABLE cases ADD COLUMN answered_at INTEGER;  -- the last answer since the last event
ALTER TABLE cases ADD COLUMN put_off_until TEXT;
ALTER TABLE cases ADD COLUMN muted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN rested_at INTEGER;    -- since when nothing is said of it any more
ALTER TABLE cases ADD COLUMN replan INTEGER NOT NULL DEFAULT 1;  -- 1: changed since; 2: set aside

UPDATE cases SET changed_at =
    coalesce((SELECT max(recorded_at) FROM events WHERE case_id = cases.id), opened_at);

CREATE INDEX cases_to_replan ON cases (changed_at) WHERE replan = 1;
CREATE INDEX cases_closed ON cases (changed_at) WHERE closed = 1;
CREATE INDEX cases_resting ON cases (rested_at) WHERE rested_at IS NOT NULL;
CREATE INDEX people_away ON people (id) WHERE away = 1;

CREATE TABLE reminders (
    case_id       INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    step          TEXT    NOT NULL,
    kind          TEXT    NOT NULL,
    event         INTEGER NOT NULL,          -- which sending it belongs to: events.seq
    due_at        INTEGER NOT NULL,
    state         TEXT    NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed')),
    claimed_until INTEGER NOT NULL DEFAULT 0,  -- the lease of whoever is sending it
    attempts      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (case_id, step, kind, event)
) STRICT, WITHOUT ROWID;

CREATE INDEX reminders_due ON reminders (due_at) WHERE state = 'waiting';
