package io.redoubt.examples;

import static io.redoubt.examples.GameRateLimits.API;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.redoubt.Redoubt;
import io.redoubt.RedoubtSettings;
import io.redoubt.api.AsyncSettings;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.Region;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.session.Session;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Code examples for asynchronous calls, as printed in the user guide. */
@SuppressWarnings("UnusedVariable") // snippets show what comes back, and do nothing with it
final class AsyncSnippets {

    private AsyncSnippets() {}

    /** Client of another service that returns futures. */
    interface ProfileClient {
        CompletableFuture<Profile> findProfile(String id);
    }

    /** Context of a request, such as the MDC of a logging library. */
    interface RequestContext {
        Runnable carry(Runnable task);
    }

    static void calls(Redoubt redoubt, Region<String, Profile> profiles, ProfileClient client, String cookie) {
        // snippet: async
        CompletableFuture<Optional<Profile>> found = redoubt.cache().async().get("user:42:profile", Profile.class);
        CompletableFuture<Decision> decision = redoubt.rateLimiter().async().tryAcquire(API.by("user", "42"));
        CompletableFuture<Optional<Session>> session =
                redoubt.sessions().async().find(cookie);
        CompletableFuture<Long> done = redoubt.locks()
                .async()
                .withLock("trade:42:43", LockOptions.lease(ofSeconds(10)), lock -> trade(lock.fencingToken()));
        CompletableFuture<Long> kills = redoubt.cache() // any other operation
                .async()
                .call(store ->
                        store.counter("zone:7:kills", Ttl.of(ofMinutes(5))).increment());

        CompletableFuture<@Nullable Profile> profile = profiles.async().getAsync("42", client::findProfile);
        profile.orTimeout(200, TimeUnit.MILLISECONDS); // or cancel(true): the work is interrupted
        // end
    }

    static RedoubtSettings settings(RequestContext context) {
        // snippet: async-settings
        RedoubtSettings settings = RedoubtSettings.builder()
                .url("redis://redis.example.net")
                .async(AsyncSettings.defaults().withMaxRunning(500).withQueue(2_000, ofMillis(250)))
                .taskDecorator(context::carry) // a Runnable that runs the given one in the context of this thread
                .build();
        // end
        return settings;
    }

    private static long trade(long fencingToken) {
        return fencingToken;
    }
}
