// Does nothing, for ever: what its owner costs is all that is measured.
setInterval(() => {}, 3_600_000);
