package bad.sight.io.redoubt.api;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What every module may do. */
interface Fine {
    // Arrays and primitives have packages of their own; the JDK is more than java.*.
    byte[][] bytes(int number, Fine[] others, @Nullable SSLContext tls);

    default Duration half(Duration whole) {
        return whole.dividedBy(2);
    }
}
