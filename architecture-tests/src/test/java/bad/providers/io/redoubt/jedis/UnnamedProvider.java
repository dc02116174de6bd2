package bad.providers.io.redoubt.jedis;

public interface UnnamedProvider {}
