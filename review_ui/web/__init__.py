"""What every page stands on: access, headers, current person, failures, assets, server."""
