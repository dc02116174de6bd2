package io.redoubt.cache.internal.region;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.KeyValidation;
import io.redoubt.api.cache.Region;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** Utility class that validates the tags that a caller passes to a cache region, and limits their number. */
final class TagArgumentChecks {

    private TagArgumentChecks() {}

    /** Returns the validated union of the tags before and those that are added. */
    static Set<String> checked(Set<String> before, Collection<String> more) {
        Set<String> all = new LinkedHashSet<>(before);
        more.forEach(tag -> all.add(KeyValidation.required(tag)));
        if (all.size() > Region.MAX_TAGS) {
            throw new InvalidInputException(all.size() + " tags, and " + Region.MAX_TAGS
                    + " are allowed: use fewer and broader ones, or invalidate in several calls");
        }
        return all;
    }

    /** Validates at least one tag. */
    static Set<String> some(Collection<String> tags) {
        if (tags.isEmpty()) {
            throw new InvalidInputException("no tag is given: name at least one");
        }
        return checked(Set.of(), tags);
    }
}
