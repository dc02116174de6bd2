package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.ConfigurationException;
import io.redoubt.test.process.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of the memory that embedded features take. */
@Timeout(120)
final class EmbeddedMemoryTest {

    @ParameterizedTest
    @EnumSource(EmbeddedMemoryLoad.Feature.class)
    @DisplayName(
            "In a small heap, each feature refuses or evicts before the heap ends, and works again when there is room")
    void smallHeap(EmbeddedMemoryLoad.Feature feature) {
        assertThat(outcome("-Xmx48m", feature)).isEqualTo("bounded");
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource(EmbeddedMemoryLoad.Feature.class)
    @DisplayName("So it is in a heap of 512 MB")
    void heap(EmbeddedMemoryLoad.Feature feature) {
        assertThat(outcome("-Xmx512m", feature)).isEqualTo("bounded");
    }

    private static String outcome(String heap, EmbeddedMemoryLoad.Feature feature) {
        try (ChildJvm child = ChildJvm.start(List.of(heap), EmbeddedMemoryLoad.class, feature.name())) {
            String line = child.line();
            assertThat(child.awaitExit(10)).isZero();
            return line;
        }
    }

    @Test
    @DisplayName("The defaults follow from the heap, and a cache always has room for its largest value")
    void defaults() {
        assertThat(RedoubtSettings.defaultEmbeddedMaxBytes(64L << 20)).isEqualTo(16L << 20);
        assertThat(RedoubtSettings.defaultEmbeddedMaxBytes(64L << 30)).isEqualTo(128L << 20);
        RedoubtSettings.Builder builder = RedoubtSettings.builder();
        assertThat(builder.build().embeddedStateMaxBytes())
                .isEqualTo(Runtime.getRuntime().maxMemory() / 4);
        assertThat(builder.embeddedStateMaxBytes(1 << 20).build().embeddedStateMaxBytes())
                .isEqualTo(1 << 20);
        assertThatThrownBy(() -> builder.embeddedStateMaxBytes((1 << 20) - 1).build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("embeddedStateMaxBytes must be at least 1048576: 1048575");
    }
}
