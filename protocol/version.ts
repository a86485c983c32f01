// The version of the words that CLI, daemon, keeper and preload exchange.
// They come in one package, so a difference means a half-finished upgrade; it is refused with a sentence.
export const PROTOCOL_VERSION = 1;
