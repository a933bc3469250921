"""moncompteformation: a relying party that makes accounts out of identities, its own way or through the hub."""
