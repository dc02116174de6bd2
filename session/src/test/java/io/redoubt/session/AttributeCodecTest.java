package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.Codec;
import io.redoubt.api.TypeRef;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.tck.FakeClock;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Test of attributes whose codec passes arrays on: sessions in memory, and copies of sessions, share their attributes. */
@DisplayName("The encoded attributes of sessions")
final class AttributeCodecTest {

    /** Codec of byte arrays, which are their own encoding. */
    private static final class BytesCodec implements Codec {
        @Override
        public byte[] encode(Object value) {
            return (byte[]) value;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> T decode(byte[] bytes, TypeRef<T> type) {
            return (T) bytes;
        }
    }

    private final AttributeCodec codec =
            new AttributeCodec(new BytesCodec(), new LogThrottle(FakeClock.aboutToOverflow()));

    @Test
    @DisplayName("stay as they are if a reader changes the array that its codec has returned")
    void decoded() {
        SessionPayload payload = new SessionPayload(Map.of(), Map.of("a", new byte[] {1, 2, 3}));
        StoredSession stored = new StoredSession("u", 1, 1, 1, 1, 1, payload);
        SessionId id = SessionId.generate(new SecureRandom(), "2a");
        byte[] first = read(id, stored);
        first[0] = 9;
        assertThat(read(id, stored)).containsExactly(1, 2, 3);
    }

    private byte[] read(SessionId id, StoredSession stored) {
        return new SessionView(id, stored, codec)
                .attribute("a", TypeRef.of(byte[].class))
                .orElseThrow();
    }

    @Test
    @DisplayName("stay as they are if the application changes the array that it has set")
    void encoded() {
        byte[] value = {1, 2, 3};
        SessionPayload payload = codec.encode(Map.of(), Map.of("a", value));
        value[0] = 9;
        assertThat(payload.attributes().get("a")).containsExactly(1, 2, 3);
    }
}
