package io.redoubt.lock;

/**
 * Pair of a lock name and the owner token that identifies one acquisition of that lock.
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
