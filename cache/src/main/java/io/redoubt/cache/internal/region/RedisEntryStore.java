package io.redoubt.cache.internal.region;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.redis.core.BatchedCallResult;
import io.redoubt.redis.core.BatchedScriptCall;
import io.redoubt.redis.core.OperationDescription;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.ScriptResources;
import io.redoubt.redis.core.StoreFailures;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Redis storage for the entries of a cache region, with one Redis string for each entry. */
final class RedisEntryStore implements EntryStore {

    private static final Script ACQUIRE = ScriptResources.load(RedisEntryStore.class, "acquire.lua");
    private static final Script RELEASE = ScriptResources.load(RedisEntryStore.class, "release.lua");
    private static final Script FILL = ScriptResources.load(RedisEntryStore.class, "store_loaded.lua");
    private static final Script EXPIRE = ScriptResources.load(RedisEntryStore.class, "mark_stale.lua");
    private static final Script REFRESH = ScriptResources.load(RedisEntryStore.class, "acquire_refresh_lease.lua");
    private static final Script KEEP = ScriptResources.load(RedisEntryStore.class, "update_refresh_lease.lua");
    private static final byte[] PX = ascii("PX");

    private final RedisOperations calls;
    private final RegionKeys keys;
    private final Duration timeout;
    private final RedisTagVersionStore versions;

    /**
     * Creates a store.
     *
     * @param timeout time limit of an operation on several entries
     */
    RedisEntryStore(RedisOperations calls, RegionKeys keys, Duration timeout) {
        this.calls = calls;
        this.keys = keys;
        this.timeout = timeout;
        this.versions = new RedisTagVersionStore(calls, keys);
    }

    @Override
    public StoredEntries read(List<String> entries) {
        List<Command> commands = new ArrayList<>(2 * entries.size() + 1);
        // First, since the replies at the end are missing if all together are too large, and without the version no
        // entry is valid.
        commands.add(versions.readRegionVersion());
        for (String entry : entries) {
            byte[] key = bytes(keys.entry(entry));
            commands.add(Command.keyed("GET", key));
            commands.add(Command.keyed("PTTL", key));
        }
        List<BatchedCallResult> replies = calls.readEach(operation("read", entries), commands);
        List<StoredEntry> stored = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            stored.add(EntryReplyParser.storedEntry(replies.get(2 * i + 1), replies.get(2 * i + 2)));
        }
        BatchedCallResult version = replies.get(0);
        return version instanceof BatchedCallResult.Failed failed
                ? new StoredEntries(stored, null, failed.reason())
                : new StoredEntries(
                        stored, RedisTagVersionStore.version(((BatchedCallResult.Replied) version).reply()), null);
    }

    @Override
    public List<StoredEntry> readEntries(List<String> entries, Detail detail) {
        int commandsPerEntry = detail == Detail.BYTES ? 1 : 2;
        List<Command> commands = new ArrayList<>(commandsPerEntry * entries.size());
        for (String entry : entries) {
            byte[] key = bytes(keys.entry(entry));
            commands.add(Command.keyed("GET", key));
            if (detail == Detail.BYTES_AND_TTL) {
                commands.add(Command.keyed("PTTL", key));
            }
        }
        List<BatchedCallResult> replies = calls.readEach(operation("read", entries), commands);
        List<StoredEntry> stored = new ArrayList<>(entries.size());
        for (int i = 0; i < replies.size(); i += commandsPerEntry) {
            stored.add(
                    detail == Detail.BYTES
                            ? EntryReplyParser.storedEntry(replies.get(i))
                            : EntryReplyParser.storedEntry(replies.get(i), replies.get(i + 1)));
        }
        return stored;
    }

    @Override
    public TagVersionStore versions() {
        return versions;
    }

    @Override
    public List<AcquireResult> acquire(List<AcquireRequest> acquisitions, Duration lease) {
        List<String> entries = acquisitions.stream().map(AcquireRequest::entry).toList();
        List<BatchedScriptCall> runs =
                acquisitions.stream().map(request -> acquireRun(request, lease)).toList();
        return outcomes(operation("acquire", entries), ACQUIRE, runs).stream()
                .map(EntryReplyParser::acquired)
                .toList();
    }

    private BatchedScriptCall acquireRun(AcquireRequest request, Duration lease) {
        String replace = request.replace() == null ? "" : request.replace().text();
        return new BatchedScriptCall(
                List.of(bytes(keys.entry(request.entry()))),
                List.of(request.marker().bytes(), millis(lease), ascii(replace)));
    }

    @Override
    public void release(Map<String, EntryVersion> held) {
        List<BatchedScriptCall> runs = new ArrayList<>();
        held.forEach((entry, version) ->
                runs.add(new BatchedScriptCall(List.of(bytes(keys.entry(entry))), List.of(version.bytes()))));
        for (BatchedCallResult each : outcomes(operation("release", List.copyOf(held.keySet())), RELEASE, runs)) {
            if (each instanceof BatchedCallResult.Failed failed) {
                throw failed.reason();
            }
        }
    }

    @Override
    public List<StoreResult> storeLoaded(List<ConditionalEntryWrite> writes) {
        List<String> entries = writes.stream().map(ConditionalEntryWrite::entry).toList();
        List<BatchedScriptCall> runs = writes.stream().map(this::writeRun).toList();
        return outcomes(operation("fill", entries), FILL, runs).stream()
                .map(EntryReplyParser::stored)
                .toList();
    }

    private BatchedScriptCall writeRun(ConditionalEntryWrite write) {
        byte[] entry = bytes(keys.entry(write.entry()));
        byte[] expected = write.expected().bytes();
        byte[] ttl = millis(write.ttl());
        EntryVersion refreshOwner = write.refreshOwner();
        return refreshOwner == null
                ? new BatchedScriptCall(List.of(entry), List.of(expected, write.envelope(), ttl))
                : new BatchedScriptCall(
                        List.of(entry, bytes(keys.refreshLease(write.entry()))),
                        List.of(expected, write.envelope(), ttl, refreshOwner.bytes()));
    }

    @Override
    public ChangeResult putAll(Map<String, EncodedEntry> values) {
        List<Command> commands = new ArrayList<>();
        values.forEach((entry, value) ->
                commands.add(Command.keyed("SET", bytes(keys.entry(entry)), value.bytes(), PX, millis(value.life()))));
        List<String> entries = List.copyOf(values.keySet());
        return changed(entries, calls.writeEach(operation("put", entries), commands), reply -> 1);
    }

    @Override
    public ChangeResult removeAll(Collection<String> entries) {
        List<Command> commands = entries.stream()
                .map(entry -> Command.keyed("UNLINK", bytes(keys.entry(entry))))
                .toList();
        List<String> all = List.copyOf(entries);
        return changed(all, calls.writeEach(operation("remove", all), commands), ReplyValues::number);
    }

    private static ChangeResult changed(
            List<String> entries, List<BatchedCallResult> outcomes, ToLongFunction<Reply> changedBy) {
        long changed = 0;
        Map<String, RedoubtException> failures = new LinkedHashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            if (outcomes.get(i) instanceof BatchedCallResult.Failed failed) {
                failures.put(entries.get(i), failed.reason());
            } else if (outcomes.get(i) instanceof BatchedCallResult.Replied replied) {
                changed += changedBy.applyAsLong(replied.reply());
            }
        }
        return new ChangeResult(changed, failures);
    }

    @Override
    public void markStale(String entry, EntryVersion version, Duration grace) {
        calls.runRepeatable(
                operation("expire", entry),
                EXPIRE,
                List.of(bytes(keys.entry(entry)), bytes(keys.refreshLease(entry))),
                List.of(version.bytes(), ascii(grace.toMillis())));
    }

    @Override
    public boolean tryAcquireRefreshLease(String entry, EntryVersion owner, Duration lease, Duration longest) {
        // Not repeatable: the reply to a second request would be that another owner has the lease.
        Reply reply = calls.run(
                operation("tryRefresh", entry),
                REFRESH,
                List.of(bytes(keys.refreshLease(entry))),
                List.of(owner.bytes(), millis(lease), millis(longest)));
        return ReplyValues.number(reply) == 1;
    }

    @Override
    public void updateRefreshLease(String entry, EntryVersion owner, Duration lease) {
        calls.runRepeatable(
                operation("keepRefresh", entry),
                KEEP,
                List.of(bytes(keys.refreshLease(entry))),
                List.of(owner.bytes(), lease.isZero() ? ascii(0) : millis(lease)));
    }

    private List<BatchedCallResult> outcomes(
            OperationDescription operation, Script script, List<BatchedScriptCall> runs) {
        if (runs.size() == 1) {
            BatchedScriptCall run = runs.get(0);
            try {
                return List.of(new BatchedCallResult.Replied(
                        calls.runRepeatable(operation, script, run.keys(), run.arguments())));
            } catch (StoreUnavailableException | StoreRejectedException e) {
                return List.of(new BatchedCallResult.Failed(e));
            }
        }
        List<BatchedCallResult> outcomes = calls.runEachRepeatable(operation, script, runs, timeout);
        for (BatchedCallResult outcome : outcomes) {
            if (outcome instanceof BatchedCallResult.Failed failed && !StoreFailures.isOfStore(failed.reason())) {
                throw failed.reason();
            }
        }
        return outcomes;
    }

    private OperationDescription operation(String method, List<String> entries) {
        return operation(method, entries.size() == 1 ? entries.get(0) : entries.size() + " keys");
    }

    private OperationDescription operation(String method, String entry) {
        return new OperationDescription("region:" + keys.name() + "." + method, entry, keys.entry("*"));
    }

    /** Returns the duration in milliseconds, at least one, since the server rejects less. */
    private static byte[] millis(Duration duration) {
        return ascii(Math.max(1, duration.toMillis()));
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }
}
