package bad.nullmarked.io.redoubt.cache;

interface NoPackageInfo {}
