package io.redoubt.redis.core;

/**
 * Description of an API call for exception messages and log lines: the called method and its subject, such as a cache
 * key. Immutable.
 *
 * <p>An exception goes to the caller, who knows the key. The log may be read by others and contains only the
 * template.
 *
 * @param name feature and method, for example {@code cache.get}
 * @param subject the key or name that the operation concerns, as known to the caller
 * @param template the subject without the parts supplied by the caller, for example {@code cache:*}
 */
public record OperationDescription(String name, String subject, String template) {

    @Override
    public String toString() {
        return name + " of '" + subject + "'";
    }
}
