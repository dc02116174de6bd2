package bad.publictypes.io.redoubt.api;

public interface Unlisted {}
