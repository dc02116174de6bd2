package io.redoubt.lock;

/**
 * Identifier of one acquisition of a lock: the lock's name and a token that no other acquisition has.
 *
 * @param name the lock's name, validated
 * @param ownerToken identifies one acquisition and is never reused; never logged
 */
record LockAcquisitionId(String name, String ownerToken) {

    @Override
    public String toString() {
        return "Ownership[...]";
    }
}
