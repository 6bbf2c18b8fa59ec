-- Which message answered a question last: an edit of it changes that answer.
CREATE TABLE typed (
    case_id    INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    question   TEXT    NOT NULL,              -- an id of data/questions.toml
    step       TEXT    NOT NULL,              -- whose letter asked it
    person_id  INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    PRIMARY KEY (case_id, question)
) STRICT, WITHOUT ROWID;
CREATE INDEX typed_message ON typed (person_id, message_id);
