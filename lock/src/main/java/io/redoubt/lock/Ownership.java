package io.redoubt.lock;

/**
 * Pair of a lock's name and the owner token that identifies one acquisition of the lock, requested or held.
 *
 * @param name the lock's name, validated
 * @param ownerToken identifies one acquisition and is never reused; never logged
 */
record Ownership(String name, String ownerToken) {

    @Override
    public String toString() {
        return "Ownership[...]";
    }
}
