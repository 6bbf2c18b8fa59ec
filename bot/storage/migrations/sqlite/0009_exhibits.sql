-- What a person can show. The exhibits of a case are sealed together, in their order: one opening a
-- case, however many there are. Their files stay at Telegram.
ALTER TABLE cases ADD COLUMN exhibits TEXT;              -- sealed

-- A copy of an exhibit, where the person has asked for one to be kept.
CREATE TABLE copies (
    case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    exhibit INTEGER NOT NULL,                -- the number of the message that brought it
    size    INTEGER NOT NULL,                -- of the copy, in bytes
    content TEXT    NOT NULL,                -- sealed
    PRIMARY KEY (case_id, exhibit)
) STRICT;
