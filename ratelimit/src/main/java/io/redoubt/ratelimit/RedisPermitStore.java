package io.redoubt.ratelimit;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.api.ratelimit.ConcurrencyRequest;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.OperationDescription;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.ScriptResources;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** Redis storage for permits: a sorted set for each limit and subject, with the end of the lease of each unit. */
final class RedisPermitStore implements PermitStore {

    private static final Script ACQUIRE = ScriptResources.load(RedisPermitStore.class, "permit_acquire.lua");
    private static final Script RENEW = ScriptResources.load(RedisPermitStore.class, "permit_renew.lua");
    private static final Script COUNT = ScriptResources.load(RedisPermitStore.class, "permit_count.lua");

    private final RedisOperations calls;
    private final KeySpace space;

    RedisPermitStore(RedisDriver driver, Duration timeout, KeySpace space, LongSupplier nanoTime) {
        this.calls = new RedisOperations(driver, timeout, nanoTime);
        this.space = space;
    }

    @Override
    public boolean acquire(ConcurrencyRequest request, String id) {
        return number(calls.run(
                        operation("acquire", request),
                        ACQUIRE,
                        List.of(key(request)),
                        List.of(
                                ascii(request.policy().limit()),
                                ascii(request.cost()),
                                ascii(lease(request)),
                                ascii(id))))
                == 1;
    }

    @Override
    public boolean renew(ConcurrencyRequest request, String id) {
        return number(calls.run(
                        operation("renew", request),
                        RENEW,
                        List.of(key(request)),
                        List.of(ascii(request.cost()), ascii(lease(request)), ascii(id))))
                == 1;
    }

    @Override
    public void release(ConcurrencyRequest request, String id) {
        byte[][] units = new byte[request.cost()][];
        for (int i = 0; i < units.length; i++) {
            units[i] = ascii(id + ":" + (i + 1));
        }
        calls.write(operation("release", request), Command.keyed("ZREM", key(request), units));
    }

    @Override
    public int available(ConcurrencyRequest request) {
        Reply held = calls.runRepeatable(operation("available", request), COUNT, List.of(key(request)), List.of());
        return (int) Math.max(0, request.policy().limit() - number(held));
    }

    @Override
    public void reset(ConcurrencyRequest request) {
        calls.write(operation("reset", request), Command.keyed("UNLINK", key(request)));
    }

    private static long number(Reply reply) {
        return ReplyValues.number(reply);
    }

    private static long lease(ConcurrencyRequest request) {
        return request.policy().lease().toMillis() * 1000;
    }

    private byte[] key(ConcurrencyRequest request) {
        return space.key(
                SubjectHashTag.of(request.subject()) + ":" + request.policy().name() + ":permits");
    }

    private OperationDescription operation(String method, ConcurrencyRequest request) {
        return new OperationDescription(
                "ratelimit.concurrency." + method,
                request.policy().name() + " by " + request.subject().kind(),
                space.start() + "*");
    }
}
