"""The infrastructure: settings, database, keys, storage, job queue, date, logs, scratch files, outside programs."""
