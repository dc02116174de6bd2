package bad.names.io.redoubt.cache;

interface KeyUtils {}
