package bad.providers.io.redoubt.jedis;

interface Inside {}
