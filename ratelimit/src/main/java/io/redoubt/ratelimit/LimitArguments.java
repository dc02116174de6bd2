package io.redoubt.ratelimit;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.api.ratelimit.RateLimitAlgorithm.CalendarWindow;
import java.util.List;

/** Encoder of the arguments that the scripts get for one limit. */
final class LimitArguments {

    private static final byte[] RING_OF_MICROSECONDS = ascii("us");
    private static final byte[] RING_OF_MILLISECONDS = ascii("ms");
    private static final byte[] COUNTER = ascii("counter");
    private static final byte[] BUCKET = ascii("bucket");
    private static final byte[] FIXED = ascii("fixed");
    private static final byte[] CALENDAR = ascii("calendar");

    private LimitArguments() {}

    /**
     * Adds what {@code take.lua} needs.
     *
     * @param serverMicros about what time it is on the server
     */
    static void addTake(PermitRequest request, long serverMicros, List<byte[]> arguments) {
        arguments.add(algorithm(request));
        arguments.add(ascii(request.policy().limit()));
        arguments.add(ascii(request.cost()));
        if (request.policy().algorithm() instanceof CalendarWindow calendar) {
            CalendarWindows windows = CalendarWindows.around(calendar, serverMicros);
            arguments.add(ascii(windows.start()));
            arguments.add(ascii(windows.end()));
            arguments.add(ascii(windows.nextEnd()));
        } else if (request.form() == StoredForm.WINDOW || request.form() == StoredForm.COUNTER) {
            arguments.add(ascii(request.windowTicks()));
        } else {
            addScale(request, arguments);
        }
    }

    /** Adds what {@code refund.lua} needs. */
    static void addRefund(GrantedPermit permit, List<byte[]> arguments) {
        PermitRequest request = permit.request();
        arguments.add(algorithm(request));
        arguments.add(ascii(permit.time()));
        arguments.add(ascii(permit.generation()));
        arguments.add(ascii(request.cost()));
        if (request.form() != StoredForm.WINDOW && request.form() != StoredForm.COUNTER) {
            addScale(request, arguments);
        }
    }

    private static void addScale(PermitRequest request, List<byte[]> arguments) {
        if (request.form() == StoredForm.BUCKET) {
            BucketScale scale = request.bucketScale();
            arguments.add(ascii(scale.parts()));
            arguments.add(ascii(scale.refill()));
            arguments.add(ascii(scale.width()));
        } else {
            arguments.add(ascii(request.windowTicks()));
        }
    }

    private static byte[] algorithm(PermitRequest request) {
        return switch (request.form()) {
            case RING_OF_MICROSECONDS -> RING_OF_MICROSECONDS;
            case RING_OF_MILLISECONDS -> RING_OF_MILLISECONDS;
            case COUNTER -> COUNTER;
            case BUCKET -> BUCKET;
            case WINDOW -> request.policy().algorithm() instanceof CalendarWindow ? CALENDAR : FIXED;
        };
    }
}
