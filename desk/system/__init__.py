"""The machine underneath: settings, database, keys, storage, job list, date, logs, scratch files, outside programs."""
