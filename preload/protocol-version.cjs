// The protocol's version as the preload speaks it; a test keeps it equal to protocol/version.ts.
'use strict';
module.exports = { PROTOCOL_VERSION: 1 };
