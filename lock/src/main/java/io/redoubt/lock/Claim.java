package io.redoubt.lock;

/**
 * Who wants, or has, which lock.
 *
 * @param name the lock, checked
 * @param owner never used twice, so that it tells one attempt to acquire from every other; never logged
 */
record Claim(String name, String owner) {

    @Override
    public String toString() {
        return "Claim[...]";
    }
}
