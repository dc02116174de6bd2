package bad.serialization.io.redoubt.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;

/** Lets bytes choose classes. */
final class UsesStreams {

    private UsesStreams() {}

    @SuppressWarnings("BanSerializableRead")
    static Object bad(InputStream in) throws IOException, ClassNotFoundException {
        try (ObjectInputStream objects = new ObjectInputStream(in)) {
            return objects.readObject();
        }
    }
}
