package io.redoubt.cache;

import static io.redoubt.cache.Samples.loader;
import static io.redoubt.cache.Samples.value;
import static io.redoubt.cache.Samples.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.cache.RegionCells.Acquired;
import io.redoubt.cache.RegionCells.Acquisition;
import io.redoubt.cache.RegionCells.Reading;
import io.redoubt.cache.RegionCells.Sighting;
import io.redoubt.cache.RegionCells.Stamps;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisRun;
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

/** The scripts and their twin in Java are given the same steps, and must give the same answers. */
@DisplayName("Cells of regions on Redis and in the process")
final class RegionCellsDifferentialTest {

    private static final List<String> ENTRIES = List.of("a", "b", "user:1");
    private static final List<String> TAGS = List.of("x", "y", "z");
    private static final int SUBJECTS = 6;

    @ParameterizedTest(name = "8,000 steps, seed {0}")
    @ValueSource(longs = 1)
    @DisplayName("answer alike")
    void alike(long seed) {
        alike(seed, 8_000);
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
                RedisRun.standalone(new LettuceDriverProvider()).backend()) {
            Twin redis = new Twin(Bench.redis(backend, "things"));
            Twin embedded = new Twin(Bench.embedded(System::nanoTime, "things"));
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
            // Otherwise the steps would show nothing.
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
            ENTRIES.forEach(
                    entry -> redis.bench.others().delete(redis.bench.keys().entry(entry)));
        }
    }

    /** One of the two; stamps are numbered in the order in which it shows them, since they differ by their nature. */
    private static final class Twin {

        private final Bench bench;
        private final Map<Stamp, Integer> seen = new HashMap<>();

        Twin(Bench bench) {
            this.bench = bench;
        }

        /** Does what the random numbers say, and returns the answer as text that begins with its kind. */
        String run(Random random) {
            RegionCells cells = bench.cells();
            String entry = ENTRIES.get(random.nextInt(ENTRIES.size()));
            int subject = random.nextInt(SUBJECTS);
            Duration hours = Duration.ofHours(1 + random.nextInt(3));
            Duration grace = random.nextInt(3) == 0 ? Duration.ZERO : Duration.ofHours(1 + random.nextInt(2));
            List<String> tags = TAGS.subList(0, random.nextInt(TAGS.size() + 1));
            int choice = random.nextInt(100);
            if (choice < 20) {
                Cell there = cells.read(List.of(entry)).cells().get(0);
                Trace trace = random.nextBoolean() ? there.trace() : random.nextBoolean() ? null : someTrace(random);
                Acquired acquired = cells.acquire(List.of(new Acquisition(entry, loader(subject), trace)), hours)
                        .get(0);
                return "acquire:" + acquired.getClass().getSimpleName() + " " + text(acquired);
            } else if (choice < 40) {
                Mark expected = random.nextBoolean() ? loader(subject) : version(random.nextInt(SUBJECTS));
                Mark refresher = random.nextBoolean() ? null : loader(random.nextInt(SUBJECTS));
                byte[] value = value(SUBJECTS + subject, grace);
                return "fill:"
                        + cells.fill(List.of(new Filling(entry, expected, value, hours, refresher)))
                                .get(0);
            } else if (choice < 50) {
                return text(cells.read(ENTRIES));
            } else if (choice < 60) {
                return text(random.nextBoolean() ? cells.stamps(tags, hours) : cells.look(tags));
            } else if (choice < 66) {
                return "remove:" + cells.remove(entry);
            } else if (choice < 72) {
                return "refresh:" + cells.tryRefresh(entry, loader(subject), hours);
            }
            switch (random.nextInt(11)) {
                case 0 -> cells.put(entry, value(subject, grace), hours);
                case 1 -> cells.release(List.of(new RegionCells.Release(entry, loader(subject))));
                case 2, 3 -> cells.expire(entry, version(subject), grace);
                case 4 -> cells.keepRefresh(entry, loader(subject), grace);
                case 5 -> cells.invalidateTags(tags, hours);
                case 6 -> cells.clear(hours);
                case 7 -> bench.others().delete(anyKey(random, entry));
                case 8 -> bench.others().persist(bench.keys().entry(entry));
                case 9 -> bench.others().set(bench.keys().entry(entry), random.nextBoolean() ? "bare" : "", hours);
                default -> bench.others().set(bench.keys().entry(entry), "~odd " + random.nextInt(2), hours);
            }
            return "done";
        }

        private static Trace someTrace(Random random) {
            return random.nextBoolean()
                    ? Trace.of(version(random.nextInt(SUBJECTS)))
                    : Trace.of(new byte[] {(byte) random.nextInt()});
        }

        private String anyKey(Random random, String entry) {
            RegionKeys keys = bench.keys();
            return switch (random.nextInt(5)) {
                case 0 -> keys.guard();
                case 1 -> keys.region();
                case 2 -> keys.tag(TAGS.get(random.nextInt(TAGS.size())));
                case 3 -> keys.refresh(entry);
                default -> keys.entry(entry);
            };
        }

        private static String text(Acquired acquired) {
            return acquired instanceof Acquired.Held held ? hours(held.left()) : "";
        }

        private String text(Reading reading) {
            StringBuilder text = new StringBuilder("read ");
            reading.cells().forEach(cell -> text.append(text(cell)).append("; "));
            return text.append(number(reading.guard())).toString();
        }

        private String text(Stamps stamps) {
            StringBuilder text = new StringBuilder("stamps ")
                    .append(number(stamps.guard()))
                    .append(' ')
                    .append(number(stamps.region()));
            stamps.tags()
                    .forEach((tag, stamp) -> text.append(' ')
                            .append(tag)
                            .append(number(stamp))
                            .append(Long.compare(stamp.number(), stamps.guard().number())));
            return text.toString();
        }

        private String text(Sighting sighting) {
            StringBuilder text = new StringBuilder("look ")
                    .append(number(sighting.guard()))
                    .append(' ')
                    .append(number(sighting.region()));
            sighting.tags().forEach((tag, stamp) -> text.append(' ').append(tag).append(number(stamp)));
            return text.toString();
        }

        private String text(Record stampsOrSighting) {
            return stampsOrSighting instanceof Stamps stamps ? text(stamps) : text((Sighting) stampsOrSighting);
        }

        private static String text(Cell cell) {
            return Samples.text(cell.bytes()) + " for " + hours(cell.left());
        }

        private String number(@Nullable Stamp stamp) {
            return stamp == null ? "none" : "#" + seen.computeIfAbsent(stamp, s -> seen.size());
        }

        /** The steps take less than an hour. */
        private static String hours(@Nullable Duration left) {
            return left == null ? "ever" : left.plusHours(1).minusNanos(1).toHours() + "h";
        }
    }
}
