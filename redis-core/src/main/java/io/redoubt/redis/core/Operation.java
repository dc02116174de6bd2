package io.redoubt.redis.core;

/**
 * What a feature is doing, for the messages of exceptions and for the log.
 *
 * <p>An exception goes to the caller, who knows the key; the log may be read by others, and gets the template only.
 *
 * @param name feature and method, for example {@code cache.get}
 * @param subject the key or name it is about, as the caller knows it
 * @param template the same without what the caller filled in, for example {@code cache:*}
 */
public record Operation(String name, String subject, String template) {

    @Override
    public String toString() {
        return name + " of '" + subject + "'";
    }
}
