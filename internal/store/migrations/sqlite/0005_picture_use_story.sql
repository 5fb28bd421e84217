-- The gate asks which agencies' pictures a story uses, for each story it looks at.
CREATE INDEX picture_use_story ON picture_use (story);
