package bad.names.io.redoubt.cache;

interface CacheHelper {}
