package bad.nullmarked.io.redoubt.lock;

interface PackageInfoWithout {}
