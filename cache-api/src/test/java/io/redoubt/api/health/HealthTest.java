package io.redoubt.api.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A health")
final class HealthTest {

    @Test
    @DisplayName("keeps its details in their order, and lets nobody change them")
    void details() {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("z", "1");
        details.put("a", "2");
        details.put("m", "3");

        Health health = Health.of("redis", HealthStatus.UP, details);
        details.clear();

        assertThat(health.details().keySet()).containsExactly("z", "a", "m");
        assertThatThrownBy(() -> health.details().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(health.components()).isEmpty();
    }
}
