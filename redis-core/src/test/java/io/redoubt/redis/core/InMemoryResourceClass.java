package io.redoubt.redis.core;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Factory of classes whose every resource has a given text, so that a test can contain the text. */
final class InMemoryResourceClass {

    private InMemoryResourceClass() {}

    static Class<?> of(String resource) {
        try {
            return new SingleResourceClassLoader(resource).loadClass(EmptyClass.class.getName());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class EmptyClass {}

    private static final class SingleResourceClassLoader extends ClassLoader {

        private final String text;

        SingleResourceClassLoader(String text) {
            super(null);
            this.text = text;
        }

        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            try (InputStream in = InMemoryResourceClass.class
                    .getClassLoader()
                    .getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
