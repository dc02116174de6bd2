package io.redoubt.cache.internal.region;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Naming scheme for all keys under which a cache region stores entries, versions and refresh leases. Versions
 * are those of tags and of the region. Immutable.
 *
 * <p>Entries may be in any slot. The invalidation versions of a region share a slot through the region's name in
 * braces. An entry and its refresh lease share a slot through the whole key of the entry in braces. Region names
 * contain neither braces nor exclamation marks, and entries contain no braces, so no key has two meanings.
 *
 * @param start common prefix of the keys of all regions
 * @param name of the region
 */
record RegionKeys(String start, String name) {

    /** Returns the key of an entry. */
    String entry(String entry) {
        return entryPrefix() + entry;
    }

    /** Returns the common prefix of the keys of all entries, which no other key of any region has. */
    String entryPrefix() {
        return start + name + ":";
    }

    /** Returns the common prefix of the keys of all versions, which no other key of any region has. */
    String versionPrefix() {
        return versionKey("");
    }

    /** Returns the key of the refresh lease of an entry. */
    String refreshLease(String entry) {
        return start + name + "!:{" + entry(entry) + "}";
    }

    /** Returns the Pub/Sub channel on which processes tell each other of changes. */
    String changeChannel() {
        return start + name + "!:changes";
    }

    /** Returns the key of the region version, which changes with every invalidation of a tag or of the region. */
    String regionVersion() {
        return versionKey("guard");
    }

    /** Returns the key of the clear version, which changes when the region is cleared. */
    String clearVersion() {
        return versionKey("all");
    }

    /** Returns the key of a tag's version, which changes when the tag is invalidated. */
    String tag(String tag) {
        return versionKey("tag:" + tag);
    }

    /**
     * Returns the version keys of several tags, by tag and in their order.
     *
     * @throws IllegalArgumentException if there are more than {@link TagVersionStore#MAX_TAGS}
     */
    Map<String, String> tags(Collection<String> tags) {
        if (tags.size() > TagVersionStore.MAX_TAGS) {
            throw new IllegalArgumentException(
                    tags.size() + " tags at a time, and " + TagVersionStore.MAX_TAGS + " are allowed");
        }
        Map<String, String> versionKeys = new LinkedHashMap<>();
        tags.forEach(tag -> versionKeys.put(tag, tag(tag)));
        return versionKeys;
    }

    private String versionKey(String what) {
        return start + "{" + name + "}:" + what;
    }
}
