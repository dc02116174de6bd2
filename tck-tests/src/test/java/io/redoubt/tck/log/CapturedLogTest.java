package io.redoubt.tck.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@DisplayName("A captured log")
final class CapturedLogTest {

    private static final String NAME = "io.redoubt.tck.captured";

    @Test
    @DisplayName("counts from where it was asked to, what is about the same address and older apart")
    void excerpt() {
        Logger logger = LoggerFactory.getLogger(NAME);
        try (CapturedLog log = CapturedLog.of(NAME)) {
            logger.warn("lost 127.0.0.1:40000");
            CapturedLog.Excerpt later = log.fromHere();
            logger.warn("lost 127.0.0.1:40000");
            logger.warn("lost 127.0.0.1:50000");
            logger.info("connected to 127.0.0.1:40000");
            assertThat(later.count("WARN", List.of("127.0.0.1:40000"))).isEqualTo(1);
            assertThat(log.fromHere().count("WARN", List.of("127.0.0.1:40000"))).isZero();
            assertThat(log.lines()).hasSize(4);
        }
    }
}
