package io.redoubt.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * JUnit annotation that lets tests take a {@code Redoubt}, a {@link ManualClock} or {@link RedisFaults} as a parameter.
 * It is placed on a test class or a test method. See {@link RedoubtExtension}. On a method it takes precedence over the
 * one of the class.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RedoubtExtension.class)
public @interface RedoubtTest {

    /** The backend; embedded unless set. */
    TestBackend backend() default TestBackend.EMBEDDED;
}
