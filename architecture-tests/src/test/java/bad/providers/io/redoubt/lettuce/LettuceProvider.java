package bad.providers.io.redoubt.lettuce;

public interface LettuceProvider {}
