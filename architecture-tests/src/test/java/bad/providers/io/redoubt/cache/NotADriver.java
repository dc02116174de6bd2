package bad.providers.io.redoubt.cache;

/** Of another module, whose public types another rule guards. */
public interface NotADriver {}
