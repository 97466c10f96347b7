package dev.isobath.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {

    private static final TrustedProxies PROXIES = new TrustedProxies(List.of("10.0.0.0/8", "2001:db8::1"));

    @Test
    void nobody_is_a_proxy_without_the_setting() {
        assertThat(new TrustedProxies(List.of("")).contains("127.0.0.1")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"10.1.2.3, true", "11.0.0.1, false", "2001:db8::1, true", "2001:db8::2, false", "x, false"})
    void knows_its_addresses_and_networks(String address, boolean trusted) {
        assertThat(PROXIES.contains(address)).isEqualTo(trusted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7                       | 203.0.113.7",
                "1.1.1.1, 203.0.113.7              | 203.0.113.7",
                "1.1.1.1, 203.0.113.7, 10.0.0.9    | 203.0.113.7",
                "10.0.0.8, 10.0.0.9                | 10.0.0.8",
                "203.0.113.7:4711                  | 203.0.113.7",
                "[2001:db8::7]:4711                | 2001:db8::7",
                "nonsense                          | 10.0.0.1",
                "nonsense, 10.0.0.9                | 10.0.0.9",
            })
    void the_client_is_the_last_address_that_is_no_proxy(String forwardedFor, String client) {
        assertThat(PROXIES.client("10.0.0.1", List.of(forwardedFor))).isEqualTo(client);
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example.org", "10.0.0.0/99", "300.0.0.1", "10.0.0.1;10.0.0.2"})
    void a_setting_that_is_no_address_says_what_to_write(String setting) {
        assertThatThrownBy(() -> new TrustedProxies(List.of(setting)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("isobath.proxies")
                .hasMessageContaining("10.0.0.0/8");
    }
}
