package io.redoubt.lock;

/**
 * Who wants, or has, which lock.
 *
 * @param name the lock, checked
 * @param ownerToken never used twice, so that it tells one attempt to acquire from every other; never logged
 */
record Ownership(String name, String ownerToken) {

    @Override
    public String toString() {
        return "Claim[...]";
    }
}
