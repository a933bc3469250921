"""The data provider: relying parties hand it an access token, and it asks the hub what that is good for (contract §10)."""
