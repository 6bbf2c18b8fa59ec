-- "Контакт не отвечает" under a contact's card: how often, and nothing of who or what.
CREATE TABLE contact_reports (
    contact TEXT    PRIMARY KEY,             -- an id of data/contacts.toml
    count   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
