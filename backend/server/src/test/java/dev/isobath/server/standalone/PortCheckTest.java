package dev.isobath.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.PortInUseException;

class PortCheckTest {

    @Test
    void a_taken_port_is_noticed_and_a_free_one_is_left_free() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
            assertThatThrownBy(() -> PortCheck.check("127.0.0.1", port))
                    .isInstanceOfSatisfying(
                            PortInUseException.class,
                            refused -> assertThat(refused.getPort()).isEqualTo(port));
        }
        assertThatCode(() -> PortCheck.check("127.0.0.1", port)).doesNotThrowAnyException();
        assertThatCode(() -> PortCheck.check("127.0.0.1", port))
                .as("the check keeps nothing")
                .doesNotThrowAnyException();
    }
}
