-- Days are ISO dates, instants are Unix seconds, sealed columns are Fernet tokens.
CREATE TABLE people (
    id         INTEGER PRIMARY KEY,          -- Telegram's user id
    started_at INTEGER NOT NULL,
    answers    TEXT                          -- sealed: answers that are the same in every case
) STRICT;

CREATE TABLE cases (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id       INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    problem         TEXT    NOT NULL,
    step            TEXT    NOT NULL,
    revision        INTEGER NOT NULL DEFAULT 1,
    opened_at       INTEGER NOT NULL,
    closed          INTEGER NOT NULL DEFAULT 0,
    answers         TEXT,                    -- sealed
    card_message_id INTEGER
) STRICT;
CREATE INDEX cases_of_person ON cases (person_id, closed);

CREATE TABLE events (
    case_id     INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    seq         INTEGER NOT NULL,
    kind        TEXT    NOT NULL,
    step        TEXT    NOT NULL,
    happened_on TEXT    NOT NULL,
    recorded_at INTEGER NOT NULL,
    note        TEXT,                        -- sealed
    PRIMARY KEY (case_id, seq)
) STRICT, WITHOUT ROWID;

-- An update whose effect is stored: Telegram may deliver it again, the effect comes once.
CREATE TABLE updates (
    id      INTEGER PRIMARY KEY,
    done_at INTEGER NOT NULL
) STRICT;

CREATE TABLE fsm (
    bot_id  INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    scope   TEXT    NOT NULL,                -- thread, business connection and destiny
    state   TEXT,
    data    TEXT,                            -- sealed
    PRIMARY KEY (bot_id, chat_id, user_id, scope)
) STRICT, WITHOUT ROWID;
