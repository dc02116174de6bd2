package io.redoubt.cache;

import io.redoubt.redis.core.KeyKind;

/** Hands out the cells of a kind, and, for regions, of a name. */
@FunctionalInterface
interface CellSpaces {

    /** The cells of a kind; the name is empty where the kind has no parts. */
    Cells space(KeyKind kind, String name);
}
