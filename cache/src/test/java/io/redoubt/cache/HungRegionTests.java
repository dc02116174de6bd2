package io.redoubt.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.cache.ContextLoader;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.cache.CacheUnderTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the loads of one region that never end do to the other regions of the same cache: nothing. */
abstract class HungRegionTests {

    private static final int MANY = 1_000;

    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger hung = new AtomicInteger();
    private final ContextLoader<String, String> hang = (id, load) -> {
        hung.incrementAndGet();
        end.await();
        return "late";
    };
    private Backend backend;
    private CacheUnderTest cache;

    /** Returns the backend for one test. */
    abstract Backend newBackend();

    @BeforeEach
    void open() {
        backend = newBackend();
        cache = CacheTests.cache(backend);
    }

    @AfterEach
    void close() {
        end.countDown();
        cache.close();
        backend.close();
    }

    private Region<String, String> region(RegionSpec<String, String> spec) {
        return cache.store().region(spec);
    }

    private static RegionSpec<String, String> spec(String name) {
        return RegionSpec.of(name, String.class).ttl(ofMinutes(5));
    }

    @Test
    @DisplayName("A thousand loads that hang beyond their hard timeout")
    void loads() throws Exception {
        Region<String, String> a = region(spec("a").softTimeout(ofMillis(50)).hardTimeout(ofMillis(200)));
        Region<String, String> b = region(spec("b").softTimeout(ofMillis(50)).hardTimeout(ofSeconds(20)));
        List<CompletableFuture<String>> calls = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            calls.add(a.async().get("key" + i, hang));
        }
        for (CompletableFuture<String> call : calls) {
            call.handle((value, failure) -> "ended").get(1, TimeUnit.MINUTES);
        }
        assertThat(hung).hasValueGreaterThan(100);
        assertThat(b.get("1", id -> "v")).isEqualTo("v");
        assertThat(b.async().get("2", (id, load) -> "v").get(1, TimeUnit.MINUTES))
                .isEqualTo("v");
    }

    @Test
    @DisplayName("A thousand asynchronous calls whose loads hang")
    void asynchronousCalls() throws Exception {
        Region<String, String> a = region(spec("a"));
        Region<String, String> b = region(spec("b"));
        for (int i = 0; i < MANY; i++) {
            CompletableFuture<String> unused = a.async().get("key" + i, hang);
        }
        assertThat(b.async().get("1", (id, load) -> "v").get(1, TimeUnit.MINUTES))
                .isEqualTo("v");
        assertThat(cache.store().async().get("1", String.class).get(1, TimeUnit.MINUTES))
                .isEmpty();
    }

    @Test
    @DisplayName("Refreshes that hang")
    void refreshes() {
        Region<String, String> a = region(spec("a").staleWhileRevalidate(ofMinutes(5)));
        Region<String, String> b = region(spec("b").staleWhileRevalidate(ofMinutes(5)));
        for (int i = 0; i < 20; i++) {
            a.put("key" + i, "old");
            a.markStale("key" + i);
            assertThat(a.get("key" + i, hang)).isEqualTo("old");
        }
        Awaitility.await().atMost(ofSeconds(30)).until(() -> hung.get() >= 8);
        b.put("1", "old");
        b.markStale("1");
        Awaitility.await().atMost(ofSeconds(30)).until(() -> "new".equals(b.get("1", id -> "new")));
    }
}
