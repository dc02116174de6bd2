package io.redoubt.test.server;

import io.redoubt.test.server.ServerOptions.Login;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Migration of one hash slot between two cluster masters, run step by step so that a test can send commands between the
 * steps. Not thread-safe.
 *
 * <p>Between {@link #begin()} and {@link #finish()} the source answers ASK for keys that have moved, and the
 * target serves them only after ASKING. Commands on several keys of which some have moved are answered with
 * TRYAGAIN. {@link #close()} finishes a migration that has begun.
 */
public final class SlotMigration implements AutoCloseable {

    private static final String TIMEOUT_MILLIS = "5000";
    private static final int BATCH_SIZE = 100;

    private final int slot;
    private final ProxiedServer source;
    private final ProxiedServer target;
    private final List<ProxiedServer> masters;
    private final @Nullable Login login;
    private final int targetPort;
    private boolean inProgress;

    SlotMigration(
            int slot, ProxiedServer source, ProxiedServer target, List<ProxiedServer> masters, ServerOptions options) {
        this.slot = slot;
        this.source = source;
        this.target = target;
        this.masters = masters;
        this.login = options.login();
        // Nodes migrate keys over TLS if the cluster bus uses it.
        this.targetPort =
                options.tls() == null ? target.server().port() : target.server().tlsPort();
    }

    /** The slot that moves. */
    public int slot() {
        return slot;
    }

    /** The master that owns the slot at the start. */
    public ProxiedServer source() {
        return source;
    }

    /** The master that owns the slot at the end. */
    public ProxiedServer target() {
        return target;
    }

    /** Prepares both masters ({@code CLUSTER SETSLOT ... IMPORTING} and {@code MIGRATING}). Moves no key yet. */
    public SlotMigration begin() {
        expect("OK", target, "CLUSTER", "SETSLOT", String.valueOf(slot), "IMPORTING", source.id());
        expect("OK", source, "CLUSTER", "SETSLOT", String.valueOf(slot), "MIGRATING", target.id());
        inProgress = true;
        return this;
    }

    /** Moves one key. */
    public void move(String key) {
        migrate(List.of(key));
    }

    /** Moves at most {@code count} keys, whichever they are. Returns how many were moved. */
    public int move(int count) {
        List<String> keys;
        try (RawRedis redis = source.raw()) {
            keys = redis.texts("CLUSTER", "GETKEYSINSLOT", String.valueOf(slot), String.valueOf(count));
        }
        if (!keys.isEmpty()) {
            migrate(keys);
        }
        return keys.size();
    }

    /** Moves the remaining keys and tells every master the new owner of the slot. Idempotent. */
    public void finish() {
        if (inProgress) {
            while (move(BATCH_SIZE) > 0) {
                // Repeats until no key is left.
            }
            // The target first: if the source gave up the slot before the target knew, no node would own it.
            assignToTarget(target);
            assignToTarget(source);
            masters.stream().filter(other -> other != target && other != source).forEach(this::assignToTarget);
            inProgress = false;
        }
    }

    /** Finishes the migration like {@link #finish()}. */
    @Override
    public void close() {
        finish();
    }

    private void assignToTarget(ProxiedServer member) {
        expect("OK", member, "CLUSTER", "SETSLOT", String.valueOf(slot), "NODE", target.id());
    }

    private void migrate(List<String> keys) {
        List<String> words = new ArrayList<>(
                List.of("MIGRATE", target.server().host(), String.valueOf(targetPort), "", "0", TIMEOUT_MILLIS));
        if (login != null) {
            words.addAll(List.of("AUTH2", login.user(), login.password()));
        }
        words.add("KEYS");
        words.addAll(keys);
        expect("OK", source, words.toArray(String[]::new));
    }

    private static void expect(String expected, ProxiedServer member, String... words) {
        try (RawRedis redis = member.raw()) {
            Object reply = redis.call(words);
            if (!expected.equals(reply)) {
                throw new IllegalStateException(words[0] + " was answered with " + reply + " by " + member);
            }
        }
    }
}
