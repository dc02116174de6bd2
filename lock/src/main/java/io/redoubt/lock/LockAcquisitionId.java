package io.redoubt.lock;

/**
 * Identification of one acquisition of a lock: the lock's name and the unique token of its owner.
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
