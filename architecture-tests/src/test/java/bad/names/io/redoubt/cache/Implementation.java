package bad.names.io.redoubt.cache;

/** Only the ending counts. */
interface Implementation {}
