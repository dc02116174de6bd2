package io.redoubt.tck.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.cache.CacheWriter;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WriteFailedException;
import io.redoubt.api.cache.WriteThrough;
import io.redoubt.api.cache.WriteThroughSettings;
import io.redoubt.tck.ConcurrentCalls;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Contract tests for {@link WriteThrough}, which writes to the data source first and then to the cache. */
public abstract class WriteThroughContract extends CacheContractBase {

    private final Map<String, SampleProfile> source = new ConcurrentHashMap<>();
    private final AtomicInteger attempts = new AtomicInteger();
    private Region<String, SampleProfile> region;

    @BeforeEach
    void openRegion() {
        region = cache().region(RegionSpec.of("profiles", SampleProfile.class).ttl(ofMinutes(1)));
    }

    private static WriteThroughSettings settings() {
        return WriteThroughSettings.defaults().attempts(3).backoff(ofMillis(1), ofMillis(5));
    }

    private WriteThrough<String, SampleProfile> through(CacheWriter<String, SampleProfile> writer) {
        return region.writeThrough(settings(), (key, value) -> {
            attempts.incrementAndGet();
            writer.write(key, value);
        });
    }

    private void save(String key, @Nullable SampleProfile value) {
        if (value == null) {
            source.remove(key);
        } else {
            source.put(key, value);
        }
    }

    /** What the region has without its source, or null. */
    private @Nullable SampleProfile cached(String key) {
        return region.get(key, (id, load) -> {
            load.doNotStore();
            return null;
        });
    }

    @Nested
    @DisplayName("Write-through")
    class Writing {

        @Test
        @DisplayName("writes the source first, and then the region")
        void sourceFirst() {
            WriteThrough<String, SampleProfile> through = through((key, value) -> {
                assertThat(cached(key)).isNull();
                save(key, value);
            });
            through.put("Ada", SampleProfile.named("Ada"));
            assertThat(source).containsEntry("Ada", SampleProfile.named("Ada"));
            assertThat(cached("Ada")).isEqualTo(SampleProfile.named("Ada"));
            assertThat(attempts).hasValue(1);
        }

        @Test
        @DisplayName("removes from the source, and then from the region")
        void removes() {
            WriteThrough<String, SampleProfile> through = through(WriteThroughContract.this::save);
            through.put("Ada", SampleProfile.named("Ada"));
            through.remove("Ada");
            assertThat(source).isEmpty();
            assertThat(cached("Ada")).isNull();
        }

        @Test
        @DisplayName("tries a source that fails again, as often as was asked for")
        void retries() {
            WriteThrough<String, SampleProfile> through = through((key, value) -> {
                if (attempts.get() < 3) {
                    throw new IOException("not yet");
                }
                save(key, value);
            });
            through.put("Ada", SampleProfile.named("Ada"));
            assertThat(attempts).hasValue(3);
            assertThat(cached("Ada")).isEqualTo(SampleProfile.named("Ada"));
        }

        @Test
        @DisplayName("throws what the source threw last as the cause, and trusts nothing in the region any more")
        void fails() {
            region.put("Ada", SampleProfile.named("before"));
            WriteThrough<String, SampleProfile> through = through((key, value) -> {
                throw new IOException("attempt " + attempts.get());
            });
            assertThatThrownBy(() -> through.put("Ada", SampleProfile.named("Ada")))
                    .isInstanceOf(WriteFailedException.class)
                    .hasMessageContaining("Ada")
                    .hasMessageContaining("3 attempts")
                    .cause()
                    .isInstanceOf(IOException.class)
                    .hasMessage("attempt 3");
            assertThat(cached("Ada")).isNull();
            assertThatThrownBy(() -> through.remove("Ada")).isInstanceOf(WriteFailedException.class);
        }

        @Test
        @DisplayName("tries only those failures again that it was told to")
        void retryOn() {
            WriteThrough<String, SampleProfile> through =
                    region.writeThrough(settings().retryOn(IOException.class::isInstance), (key, value) -> {
                        attempts.incrementAndGet();
                        throw new IllegalArgumentException("never");
                    });
            assertThatThrownBy(() -> through.put("Ada", SampleProfile.named("Ada")))
                    .isInstanceOf(WriteFailedException.class);
            assertThat(attempts).hasValue(1);
        }

        @Test
        @DisplayName("ends with an interrupt, whose flag is set again")
        void interrupted() {
            region.put("Ada", SampleProfile.named("before"));
            WriteThrough<String, SampleProfile> through = through((key, value) -> {
                throw new InterruptedException();
            });
            assertThatThrownBy(() -> through.put("Ada", SampleProfile.named("Ada")))
                    .isInstanceOfSatisfying(
                            RedoubtInterruptedException.class,
                            e -> assertThat(e.mayHaveTakenEffect()).isTrue());
            assertThat(Thread.interrupted()).isTrue();
            assertThat(attempts).hasValue(1);
            assertThat(cached("Ada")).isNull();
        }

        @Test
        @DisplayName("succeeds with a value that the region does not take, and leaves no old one there")
        void tooLarge() {
            WriteThrough<String, SampleProfile> through = through(WriteThroughContract.this::save);
            through.put("Ada", SampleProfile.named("small"));
            SampleProfile large = SampleProfile.named("x".repeat(1 << 20));
            through.put("Ada", large);
            assertThat(source).containsEntry("Ada", large);
            assertThat(cached("Ada")).isNull();
            assertThatThrownBy(() -> through.put("", large)).isInstanceOf(InvalidInputException.class);
        }

        @Test
        @DisplayName("leaves no value in the region of which it cannot tell whether it was the last")
        void overlapping() throws Exception {
            CountDownLatch firstWrote = new CountDownLatch(1);
            CountDownLatch secondDone = new CountDownLatch(1);
            WriteThrough<String, SampleProfile> slow = through((key, value) -> {
                firstWrote.countDown();
                secondDone.await();
                save(key, value); // the last
            });
            WriteThrough<String, SampleProfile> quick = through(WriteThroughContract.this::save);
            try (ConcurrentCalls callers = ConcurrentCalls.of(1)) {
                Future<Boolean> first = callers.join(() -> {
                    slow.put("Ada", SampleProfile.named("slow"));
                    return true;
                });
                firstWrote.await();
                quick.put("Ada", SampleProfile.named("quick"));
                secondDone.countDown();
                assertThat(ConcurrentCalls.result(first)).isTrue();
            }
            assertThat(source).containsEntry("Ada", SampleProfile.named("slow"));
            assertThat(cached("Ada")).isNull();
        }

        @Test
        @DisplayName("leaves the region with what the source has, or nothing, however writers race")
        void races() {
            WriteThrough<String, SampleProfile> through = through((key, value) -> {
                LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(200_000));
                save(key, value);
            });
            AtomicInteger number = new AtomicInteger();
            try (ConcurrentCalls callers = ConcurrentCalls.of(4)) {
                for (int round = 0; round < 50; round++) {
                    String key = "k" + round;
                    callers.all(() -> {
                        through.put(key, SampleProfile.named("writer " + number.incrementAndGet()));
                        return true;
                    });
                    SampleProfile left = cached(key);
                    if (left != null) {
                        assertThat(left).isEqualTo(source.get(key));
                    }
                }
            }
        }
    }
}
