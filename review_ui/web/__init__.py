"""What every page needs: access, headers, current person, failures, assets, server."""
