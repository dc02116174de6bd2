package io.redoubt.tck.cache;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Sample value for the contract tests of caches: a user profile with fields of several types. */
record SampleProfile(String name, int level, Optional<String> guild, List<String> titles, Instant since) {

    static SampleProfile named(String name) {
        return new SampleProfile(
                name, 42, Optional.of("Ñandú's"), List.of("a", "b"), Instant.parse("2026-11-23T10:15:30.123456Z"));
    }
}
