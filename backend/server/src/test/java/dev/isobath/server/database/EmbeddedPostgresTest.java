package dev.isobath.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobath.server.home.HomeDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void data_outlives_a_server_that_was_killed_and_never_stopped_its_database() throws SQLException {
        HomeDirectory home = new HomeDirectory(folder);
        // It is never closed, as after a kill, so its PostgreSQL still runs when the next one starts.
        EmbeddedPostgres orphan = start(home);
        execute(orphan, "create table kept (word text)");
        execute(orphan, "insert into kept values ('here')");
        orphan.abandon();
        try (EmbeddedPostgres next = start(home);
                Connection connection = connect(next, next.password());
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select word from kept")) {
            assertThat(found.next()).isTrue();
            assertThat(found.getString(1)).isEqualTo("here");
        }
    }

    /** initdb passes the path of its program to a shell. */
    @Test
    void it_runs_in_a_folder_whose_name_means_something_to_a_shell_or_a_pattern() throws Exception {
        Path strange = folder.resolve("한글 100% $HOME \"q\" 'a' `b` \\ %p");
        HomeDirectory home = new HomeDirectory(strange);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home)) {
            assertThat(setting(postgres, "data_directory"))
                    .isEqualTo(home.folder().resolve("postgres").toString());
        }
        try (Stream<Path> beside = Files.list(folder)) {
            assertThat(beside).containsExactly(strange);
        }
    }

    @Test
    void durability_a_password_and_this_machine_only() throws Exception {
        HomeDirectory home = new HomeDirectory(folder);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(
                home, TestDatabase.binaries(), Map.of("fsync", "on", "synchronous_commit", "on"))) {
            assertThat(setting(postgres, "fsync")).isEqualTo("on");
            assertThat(setting(postgres, "synchronous_commit")).isEqualTo("on");
            assertThat(setting(postgres, "listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(setting(postgres, "data_checksums")).isEqualTo("on");
            assertThatThrownBy(() -> connect(postgres, "guessed")).hasMessageContaining("password");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("postgres-password"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_second_server_on_the_same_data_is_refused() {
        HomeDirectory home = new HomeDirectory(folder);
        try (HomeLock lock = HomeLock.take(home)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> HomeLock.take(home))
                    .isInstanceOf(HomeInUseException.class)
                    .hasMessageContaining(Long.toString(ProcessHandle.current().pid()))
                    .hasMessageContaining("isobath down");
        }
        HomeLock.take(home).close();
    }

    private static EmbeddedPostgres start(HomeDirectory home) {
        return EmbeddedPostgres.start(home, TestDatabase.binaries(), Map.of("fsync", "off"));
    }

    private static Connection connect(EmbeddedPostgres postgres, String password) throws SQLException {
        return DriverManager.getConnection(postgres.url(), EmbeddedPostgres.USER, password);
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres, postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String setting(EmbeddedPostgres postgres, String name) throws SQLException {
        try (Connection connection = connect(postgres, postgres.password());
                Statement statement = connection.createStatement();
                ResultSet value = statement.executeQuery("show " + name)) {
            value.next();
            return value.getString(1);
        }
    }
}
