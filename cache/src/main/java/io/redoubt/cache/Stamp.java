package io.redoubt.cache;

/**
 * When a tag or the region was last invalidated, or anything in the region (the guard): a number that grows with every
 * invalidation, and random digits that tell it from a stamp which was lost and made again. Immutable.
 *
 * @param number the server's microseconds, or one more than before where those are not more
 * @param random 16 hexadecimal digits
 */
record Stamp(long number, String random) {

    @Override
    public String toString() {
        return number + "." + random;
    }
}
