package io.redoubt.cache;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The keys of a region. Immutable.
 *
 * <p>Entries stand where they may, whatever slot that is. The stamps share a slot, by the name of the region in braces; and so do an
 * entry and the lease of refreshing it, by the whole key of the entry. Names have neither braces nor an exclamation mark, and entries
 * no braces, so that no key is two things.
 *
 * @param start of all regions' keys
 * @param name of the region
 */
record RegionKeys(String start, String name) {

    String entry(String entry) {
        return start + name + ":" + entry;
    }

    /** Who refreshes an entry. */
    String refreshLease(String entry) {
        return start + name + "!:{" + entry(entry) + "}";
    }

    /** Changes with every invalidation of a tag or of the region. */
    String regionVersion() {
        return versionKey("guard");
    }

    /** Changes when the region is cleared. */
    String clearVersion() {
        return versionKey("all");
    }

    /** Changes when the tag is invalidated. */
    String tag(String tag) {
        return versionKey("tag:" + tag);
    }

    /**
     * The keys of several tags' stamps, in their order.
     *
     * @throws IllegalArgumentException if they are more than {@link RegionStore#MOST_TAGS}
     */
    Map<String, String> tags(Collection<String> tags) {
        if (tags.size() > RegionStore.MAX_TAGS) {
            throw new IllegalArgumentException(
                    tags.size() + " tags at a time, and " + RegionStore.MAX_TAGS + " are allowed");
        }
        Map<String, String> versionKeys = new LinkedHashMap<>();
        tags.forEach(tag -> versionKeys.put(tag, tag(tag)));
        return versionKeys;
    }

    private String versionKey(String what) {
        return start + "{" + name + "}:" + what;
    }
}
