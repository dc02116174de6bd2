package bad.signatures.io.redoubt.cache;

/** Of the same module: may be mentioned. */
interface Inner {}
