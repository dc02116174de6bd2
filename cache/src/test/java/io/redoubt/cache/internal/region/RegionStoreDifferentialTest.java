package io.redoubt.cache.internal.region;

import static io.redoubt.cache.internal.region.Samples.loader;
import static io.redoubt.cache.internal.region.Samples.value;
import static io.redoubt.cache.internal.region.Samples.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.cache.internal.region.EntryStore.AcquireRequest;
import io.redoubt.cache.internal.region.EntryStore.AcquireResult;
import io.redoubt.cache.internal.region.EntryStore.StoredEntries;
import io.redoubt.cache.internal.region.TagVersionStore.FoundVersions;
import io.redoubt.cache.internal.region.TagVersionStore.Versions;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Differential test: the scripts and the Java implementation are given the same steps, and must give the same
 * answers.
 */
@DisplayName("Cells of regions on Redis and in the process")
final class RegionStoreDifferentialTest {

    private static final List<String> ENTRIES = List.of("a", "b", "user:1");
    private static final List<String> TAGS = List.of("x", "y", "z");
    private static final int SUBJECTS = 6;

    @ParameterizedTest(name = "4,000 steps, seed {0}")
    @ValueSource(longs = 1)
    @DisplayName("answer alike")
    void alike(long seed) {
        alike(seed, 4_000);
    }

    @Tag("slow")
    @ParameterizedTest(name = "200,000 steps, seed {0}")
    @ValueSource(longs = {2, 3})
    @DisplayName("answer alike for long")
    void alikeForLong(long seed) {
        alike(seed, 200_000);
    }

    private static void alike(long seed, int steps) {
        try (RedisBackend backend =
                RedisBackendFactory.standalone(new LettuceDriverProvider()).backend()) {
            Twin redis = new Twin(RegionStoreFixture.redis(backend, "things"));
            Twin embedded = new Twin(RegionStoreFixture.embedded(System::nanoTime, "things"));
            Random random = new Random(seed);
            Map<String, Integer> answers = new TreeMap<>();
            for (int i = 0; i < steps; i++) {
                long step = random.nextLong();
                String expected = embedded.run(new Random(step));
                assertThat(redis.run(new Random(step)))
                        .as("seed %d, step %d", seed, i)
                        .isEqualTo(expected);
                answers.merge(expected.split(" ", 2)[0], 1, Integer::sum);
            }
            // Otherwise the steps would prove nothing.
            assertThat(answers)
                    .containsOnlyKeys(
                            "acquire:Granted",
                            "acquire:Held",
                            "acquire:Present",
                            "fill:false",
                            "fill:true",
                            "remove:false",
                            "remove:true",
                            "refresh:false",
                            "refresh:true",
                            "read",
                            "stamps",
                            "look",
                            "done");
            assertThat(answers.values()).allSatisfy(times -> assertThat(times).isGreaterThan(steps / 200));
            ENTRIES.forEach(entry ->
                    redis.fixture.foreignClient().delete(redis.fixture.keys().entry(entry)));
        }
    }

    /**
     * One of the two implementations. Its versions are replaced by numbers in the order of their appearance, since
     * real ones always differ.
     */
    private static final class Twin {

        private final RegionStoreFixture fixture;
        private final Map<TagVersion, Integer> seen = new HashMap<>();

        Twin(RegionStoreFixture fixture) {
            this.fixture = fixture;
        }

        /**
         * Runs the step that the random numbers select, and returns the answer as text that begins with its kind.
         */
        String run(Random random) {
            EntryStore store = fixture.store();
            String entry = ENTRIES.get(random.nextInt(ENTRIES.size()));
            int subject = random.nextInt(SUBJECTS);
            Duration hours = Duration.ofHours(1 + random.nextInt(3));
            Duration grace = random.nextInt(3) == 0 ? Duration.ZERO : Duration.ofHours(1 + random.nextInt(2));
            List<String> tags = TAGS.subList(0, random.nextInt(TAGS.size() + 1));
            int choice = random.nextInt(100);
            if (choice < 20) {
                StoredEntry stored = store.read(List.of(entry)).entries().get(0);
                ContentFingerprint fingerprint = random.nextBoolean()
                        ? stored.fingerprint()
                        : random.nextBoolean() ? null : someFingerprint(random);
                AcquireResult acquired = store.acquire(
                                List.of(new AcquireRequest(entry, loader(subject), fingerprint)), hours)
                        .get(0);
                return "acquire:" + acquired.getClass().getSimpleName() + " " + text(acquired);
            } else if (choice < 40) {
                EntryVersion expected = random.nextBoolean() ? loader(subject) : version(random.nextInt(SUBJECTS));
                EntryVersion refreshOwner = random.nextBoolean() ? null : loader(random.nextInt(SUBJECTS));
                byte[] value = value(SUBJECTS + subject, grace);
                return "fill:"
                        + (store.storeLoaded(List.of(
                                                new ConditionalEntryWrite(entry, expected, value, hours, refreshOwner)))
                                        .get(0)
                                instanceof EntryStore.StoreResult.Stored);
            } else if (choice < 50) {
                return text(store.read(ENTRIES));
            } else if (choice < 60) {
                return text(
                        random.nextBoolean()
                                ? store.versions().getOrCreateVersions(tags, hours)
                                : store.versions().findVersions(tags));
            } else if (choice < 66) {
                return "remove:" + (store.removeAll(List.of(entry)).changed() == 1);
            } else if (choice < 72) {
                return "refresh:" + store.tryAcquireRefreshLease(entry, loader(subject), hours, hours);
            }
            switch (random.nextInt(11)) {
                case 0 -> store.putAll(Map.of(entry, new EncodedEntry(value(subject, grace), hours)));
                case 1 -> store.release(Map.of(entry, loader(subject)));
                case 2, 3 -> store.markStale(entry, version(subject), grace);
                case 4 -> store.updateRefreshLease(entry, loader(subject), grace);
                case 5 -> store.versions().invalidateTags(tags, hours);
                case 6 -> store.versions().clear(hours);
                case 7 -> fixture.foreignClient().delete(anyKey(random, entry));
                case 8 -> fixture.foreignClient().persist(fixture.keys().entry(entry));
                case 9 ->
                    fixture.foreignClient().set(fixture.keys().entry(entry), random.nextBoolean() ? "bare" : "", hours);
                default -> fixture.foreignClient().set(fixture.keys().entry(entry), "~odd " + random.nextInt(2), hours);
            }
            return "done";
        }

        private static ContentFingerprint someFingerprint(Random random) {
            return random.nextBoolean()
                    ? ContentFingerprint.of(version(random.nextInt(SUBJECTS)))
                    : ContentFingerprint.of(new byte[] {(byte) random.nextInt()});
        }

        private String anyKey(Random random, String entry) {
            RegionKeys keys = fixture.keys();
            return switch (random.nextInt(5)) {
                case 0 -> keys.regionVersion();
                case 1 -> keys.clearVersion();
                case 2 -> keys.tag(TAGS.get(random.nextInt(TAGS.size())));
                case 3 -> keys.refreshLease(entry);
                default -> keys.entry(entry);
            };
        }

        private static String text(AcquireResult acquired) {
            return acquired instanceof AcquireResult.Held held ? hours(held.left()) : "";
        }

        private String text(StoredEntries entries) {
            StringBuilder text = new StringBuilder("read ");
            entries.entries().forEach(stored -> text.append(text(stored)).append("; "));
            return text.append(number(entries.regionVersion())).toString();
        }

        private String text(Versions versions) {
            StringBuilder text = new StringBuilder("stamps ")
                    .append(number(versions.regionVersion()))
                    .append(' ')
                    .append(number(versions.clearVersion()));
            versions.tags()
                    .forEach((tag, version) -> text.append(' ')
                            .append(tag)
                            .append(number(version))
                            .append(Long.compare(
                                    version.number(), versions.regionVersion().number())));
            return text.toString();
        }

        private String text(FoundVersions found) {
            StringBuilder text = new StringBuilder("look ")
                    .append(number(found.regionVersion()))
                    .append(' ')
                    .append(number(found.clearVersion()));
            found.tags().forEach((tag, version) -> text.append(' ').append(tag).append(number(version)));
            return text.toString();
        }

        private String text(Record record) {
            return record instanceof Versions versions ? text(versions) : text((FoundVersions) record);
        }

        private static String text(StoredEntry stored) {
            return Samples.text(stored.bytes()) + " for " + hours(stored.left());
        }

        private String number(@Nullable TagVersion version) {
            return version == null ? "none" : "#" + seen.computeIfAbsent(version, s -> seen.size());
        }

        /** Rounds up to hours, since all steps together take less than an hour. */
        private static String hours(@Nullable Duration left) {
            return left == null ? "ever" : left.plusHours(1).minusNanos(1).toHours() + "h";
        }
    }
}
