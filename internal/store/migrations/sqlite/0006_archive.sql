-- Which files came in as the same bytes, for the end of their keeping.

CREATE INDEX wire_file_sha ON wire_file (sha);
CREATE INDEX quarantine_sha ON quarantine (sha);
