package io.redoubt.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The address of a server")
final class NodeTest {

    @ParameterizedTest
    @CsvSource({"h,1,h:1", "10.0.0.1,65535,10.0.0.1:65535", "::1,6379,[::1]:6379"})
    @DisplayName("is shown as host:port, an IPv6 address in brackets")
    void shown(String host, int port, String text) {
        assertThat(new Node(host, port)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_536})
    @DisplayName("has a port from 1 to 65535")
    void port(int port) {
        assertThatThrownBy(() -> new Node("h", port))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("between 1 and 65535: " + port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    @DisplayName("has a host")
    void host(String host) {
        assertThatThrownBy(() -> new Node(host, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
