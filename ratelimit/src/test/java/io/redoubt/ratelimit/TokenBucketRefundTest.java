package io.redoubt.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.ratelimit.Decision.Source;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.Subject;
import io.redoubt.tck.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Test of the bound of a token bucket, whatever is refunded, and when. */
@DisplayName("A token bucket with refunds")
final class TokenBucketRefundTest {

    private static final int CAPACITY = 10;
    private static final Seed SEED = Seed.of(20_261_129);
    private static final RateLimitPolicy POLICY =
            RateLimitPolicy.tokenBucket("refund", CAPACITY, 1, Duration.ofSeconds(1));

    /** Units that were admitted, less those given back. */
    private static final class Admission {
        final long time;
        final GrantedPermit permit;
        int units;

        Admission(GrantedPermit permit, long time) {
            this.permit = permit;
            this.time = time;
            this.units = permit.request().cost();
        }
    }

    @Test
    @DisplayName("admits within no time t more than its capacity and the refill of t that is not given back")
    void bounded() {
        Random random = SEED.random();
        for (int round = 0; round < 500; round++) {
            LimitCount bucket = new TokenBucketDebt();
            List<Admission> admissions = new ArrayList<>();
            long clock = 1_000_000_000_000_000L;
            for (int step = 0; step < 30; step++) {
                clock += random.nextInt(3) * (random.nextBoolean() ? 499_999L : 1_000_000L);
                if (!admissions.isEmpty() && random.nextInt(3) == 0) {
                    Admission refunded = admissions.get(random.nextInt(admissions.size()));
                    if (refunded.units > 0) {
                        bucket.refund(refunded.permit, clock);
                        refunded.units = 0;
                    }
                } else {
                    PermitRequest request =
                            new PermitRequest(POLICY, new Subject("user", "42"), 1 + random.nextInt(CAPACITY));
                    LimitResult result = bucket.look(request, clock);
                    if (result.fits()) {
                        result = result.counted(bucket.take(request, clock, step + 1));
                        admissions.add(new Admission(
                                new GrantedPermit(request, result.time(), result.generation(), Source.STORE), clock));
                    }
                }
                assertBounded(admissions);
            }
        }
    }

    private static void assertBounded(List<Admission> admissions) {
        long units = 0;
        for (int i = admissions.size() - 1; i >= 0; i--) {
            units += admissions.get(i).units;
            long time = admissions.get(admissions.size() - 1).time - admissions.get(i).time;
            assertThat(units * 1_000_000).as("%s", SEED).isLessThanOrEqualTo(CAPACITY * 1_000_000L + time);
        }
    }
}
