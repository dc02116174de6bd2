package io.redoubt.json;

import java.util.Set;

/**
 * Description of how a Jackson bean deserializer creates instances of a class.
 *
 * @param properties names of the properties that it sets
 * @param fromProperties whether it creates instances from a JSON object, property by property
 * @param fromDelegate whether it creates instances from what a delegate reads
 * @param fromOther whether it creates instances from text, a number or another single value
 */
record BeanCreation(Set<String> properties, boolean fromProperties, boolean fromDelegate, boolean fromOther) {

    boolean isCreatable() {
        return fromProperties || fromDelegate || fromOther;
    }
}
