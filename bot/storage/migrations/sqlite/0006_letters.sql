-- A letter as it was on the day on which it was sent: the sending is the event of this number.
CREATE TABLE letters (
    case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    event   INTEGER NOT NULL,
    content TEXT    NOT NULL,                -- sealed
    PRIMARY KEY (case_id, event)
) STRICT, WITHOUT ROWID;
