package dev.isobath.server.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobath.server.Await;
import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerProcess;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.database.InstallationDatabase;
import dev.isobath.server.database.TestDatabase;
import dev.isobath.server.home.HomeDirectory;
import dev.isobath.server.storage.BlobReferences;
import dev.isobath.server.storage.BlobStore;
import dev.isobath.spec.protocol.Finish;
import dev.isobath.spec.protocol.Heartbeat;
import dev.isobath.spec.protocol.Lease;
import dev.isobath.spec.protocol.LeaseRequest;
import dev.isobath.spec.protocol.NodeDescription;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.json.JsonMapper;

/** Backups of a server that runs, with a PostgreSQL of its own settings, restored into another database. */
@ServerTest
@TestPropertySource(
        properties = {"isobath.lease=1h", "isobath.confirmation=1h"}) // the commands may take long on a busy machine
class BackupCommandTest {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder = Path.of("");

    @Autowired
    ExperimentTestClient client;

    @Autowired
    BlobReferences references;

    @Autowired
    BlobStore store;

    @Autowired
    HomeDirectory home;

    @Autowired
    Environment settings;

    /** What a command printed, and its status. */
    private record Ended(int status, String output) {}

    @BeforeEach
    void begin() {
        client.clear();
    }

    @Test
    void what_is_restored_is_the_moment_of_the_backup_and_old_attempts_are_refused_there() throws Exception {
        UUID experiment = client.queue("backed up", 9, 0);
        TestAttempt attempt = client.node("north").lease();
        attempt.report(1, 1, 4);
        attempt.checkpoint(4, "weights of step 4");
        attempt.report(2, 5, 6);

        Path file = folder.resolve("installation.backup");
        Ended backup = command("BackupCommand", databaseUrl(), home.folder(), file.toString());
        assertThat(backup.status()).as(backup.output()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }

        // What happens now is lost.
        attempt.report(3, 7, 8);
        client.queue("after the backup", 9, 5);
        TestAttempt later = client.node("south").lease();

        String restoredUrl = TestDatabase.empty();
        Path restoredHome = Files.createDirectory(folder.resolve("restored"));
        Ended restore = command("RestoreCommand", restoredUrl, restoredHome, file.toString());
        assertThat(restore.status()).as(restore.output()).isZero();
        assertThat(restoredHome.resolve("store")).isDirectory();
        String digest = TestAttempt.sha256("weights of step 4");
        assertThat(restoredHome.resolve("store").resolve(digest.substring(0, 2)).resolve(digest))
                .hasContent("weights of step 4");
        assertThat(tables(restoredUrl, folder.resolve("again.backup"))).isEqualTo(tables(file));

        Ended second = command("RestoreCommand", restoredUrl, restoredHome, file.toString());
        assertThat(second.status()).isEqualTo(1);
        assertThat(second.output().lines()).hasSize(1).first().asString().contains("not empty", "--replace");

        try (ServerProcess server = ServerProcess.start(restoredUrl)) {
            HttpResponse<String> heartbeat = call(
                    server, attempt.address() + "/heartbeat", attempt.lease().token(), new Heartbeat(8));
            assertThat(heartbeat.statusCode()).isEqualTo(409);
            assertThat(heartbeat.body()).contains("has ended: the database was restored at", "from a backup of");
            HttpResponse<String> report = call(
                    server,
                    attempt.address() + "/finish",
                    attempt.lease().token(),
                    new Finish(Finish.Outcome.FINISHED, 9, "done", List.of()));
            assertThat(report.statusCode()).isEqualTo(409);
            HttpResponse<String> unknown =
                    call(server, later.address() + "/heartbeat", later.lease().token(), new Heartbeat(1));
            assertThat(unknown.statusCode()).isEqualTo(409);
            assertThat(unknown.body()).contains("is not known to this server, because the database was restored at");

            // The join tokens of the backup are valid, so its nodes ask for work without a person.
            HttpResponse<String> leased = call(
                    server,
                    "/api/worker/lease",
                    home.readSecret("worker-token").orElseThrow(),
                    new LeaseRequest(
                            "north", List.of(), new NodeDescription("host", 1, 2, 1L << 46, "cpu", "0.1.0", null), 20));
            assertThat(leased.statusCode()).as(leased.body()).isEqualTo(200);
            Lease lease = JSON.readValue(leased.body(), Lease.class);
            assertThat(lease.experiment()).isEqualTo(experiment);
            assertThat(lease.number()).isEqualTo(1_001);
        }
        // The server that was backed up is as it was.
        assertThat(attempt.report(4, 9, 9).status()).isEqualTo(200);
    }

    @Test
    void nothing_is_deleted_from_the_store_while_a_backup_is_made_and_everything_is_afterwards() throws Exception {
        client.queue("collector", 9, 0);
        TestAttempt attempt = client.node("north").lease();
        attempt.report(1, 1, 9);
        attempt.checkpoint(1, "first of the backup");
        attempt.checkpoint(2, "second");
        String first = TestAttempt.sha256("first of the backup");
        try (Connection connection = connect(databaseUrl())) {
            BlobReferences.pauseDeletions(connection);
            assertThat(attempt.checkpoint(3, "third").status()).isEqualTo(201);
            assertThat(store.find(first)).isPresent();
        }

        // The database notices the end of the connection a moment later.
        Await.until(
                () -> {
                    references.deleteIfUnreferenced(first);
                    return store.find(first);
                },
                Optional::isEmpty,
                Duration.ofMinutes(1));
    }

    @Test
    void damaged_content_is_named_and_left_out() throws Exception {
        client.queue("damaged", 9, 0);
        TestAttempt attempt = client.node("north").lease();
        attempt.report(1, 1, 9);
        attempt.checkpoint(9, "as it was stored");
        String digest = TestAttempt.sha256("as it was stored");
        Path stored = store.find(digest).orElseThrow();
        Files.writeString(stored, "as it is NOW...!");

        Manifest manifest = write(databaseUrl(), folder.resolve("damaged.backup"));

        assertThat(manifest.damaged()).extracting(Manifest.Damage::sha256).containsExactly(digest);
        assertThat(manifest.contents())
                .extracting(Manifest.StoredContent::sha256)
                .doesNotContain(digest);
        Files.delete(stored);
    }

    @Test
    void a_file_that_is_damaged_or_no_backup_is_refused_before_anything_is_changed() throws Exception {
        Path file = folder.resolve("good.backup");
        write(databaseUrl(), file);
        byte[] bytes = Files.readAllBytes(file);
        Path damaged = Files.copy(file, folder.resolve("damaged.backup"));
        try (FileSystem entries = FileSystems.newFileSystem(damaged)) {
            Path projects = entries.getPath("tables/project");
            Files.writeString(projects, Files.readString(projects).replace("Default", "default"));
        }
        Path cut = Files.write(folder.resolve("cut.backup"), Arrays.copyOf(bytes, bytes.length / 2));
        Path other = Files.writeString(folder.resolve("other.txt"), "no backup");

        try (BackupReader reader = BackupReader.open(file)) {
            reader.check();
        }
        try (BackupReader reader = BackupReader.open(damaged)) {
            assertThatThrownBy(reader::check)
                    .isInstanceOf(BackupFailedException.class)
                    .hasMessageContaining("is damaged");
        }
        assertThatThrownBy(() -> BackupReader.open(cut)).isInstanceOf(BackupFailedException.class);
        assertThatThrownBy(() -> BackupReader.open(other)).isInstanceOf(BackupFailedException.class);
        assertThatThrownBy(() -> write(databaseUrl(), file))
                .isInstanceOf(BackupFailedException.class)
                .hasMessageContaining("is there already");
    }

    @Test
    void a_backup_of_a_newer_version_is_refused_in_one_sentence() throws Exception {
        Manifest manifest = write(databaseUrl(), folder.resolve("now.backup"));
        Manifest newer = new Manifest(
                Manifest.FORMAT,
                "9.0.0",
                "299901010000",
                manifest.takenAt(),
                0,
                manifest.tables(),
                manifest.sequences(),
                manifest.contents(),
                List.of());
        try (InstallationDatabase database = restorable(TestDatabase.empty())) {
            assertThatThrownBy(() -> new RestoredDatabase(database).check(newer, false))
                    .isInstanceOf(BackupFailedException.class)
                    .hasMessage(
                            "the backup was made by Isobath 9.0.0, which has a newer database (schema 299901010000) than this version; restore it with that version or a later one");
        }
    }

    @Test
    void a_database_that_a_server_uses_is_not_replaced() throws Exception {
        Manifest manifest = write(databaseUrl(), folder.resolve("used.backup"));
        try (InstallationDatabase database = restorable(databaseUrl())) {
            assertThatThrownBy(() -> new RestoredDatabase(database).check(manifest, true))
                    .isInstanceOf(BackupFailedException.class)
                    .hasMessageContaining("stop all servers first");
        }
    }

    @Test
    void restoring_again_begins_another_generation() throws Exception {
        Path file = folder.resolve("twice.backup");
        write(databaseUrl(), file);
        String url = TestDatabase.empty();
        for (int generation = 1; generation <= 2; generation++) {
            try (InstallationDatabase database = restorable(url);
                    BackupReader reader = BackupReader.open(file)) {
                new RestoredDatabase(database).restore(reader, generation == 2);
            }
            try (Connection connection = connect(url);
                    Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery("select max(generation), count(*) from restoration")) {
                found.next();
                assertThat(found.getInt(1)).isEqualTo(generation);
                assertThat(found.getInt(2)).isEqualTo(1);
            }
        }
    }

    /** Returns the rows of a backup by table, except the record of restorations. */
    private List<Manifest.TableContent> tables(Path file) throws IOException {
        try (BackupReader reader = BackupReader.open(file)) {
            return reader.manifest().tables().stream()
                    .filter(table -> !table.name().equals("restoration"))
                    .toList();
        }
    }

    private List<Manifest.TableContent> tables(String url, Path file) throws IOException, SQLException {
        write(url, file);
        return tables(file);
    }

    private Manifest write(String url, Path file) throws IOException, SQLException {
        try (Connection connection = connect(url)) {
            return new BackupWriter(connection, references, store, null).write(file);
        }
    }

    private static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, TestDatabase.user(), TestDatabase.password());
    }

    private InstallationDatabase restorable(String url) {
        return InstallationDatabase.openForRestoring(
                new MockEnvironment()
                        .withProperty("isobath.database", "external")
                        .withProperty("spring.datasource.url", url)
                        .withProperty("spring.datasource.username", TestDatabase.user())
                        .withProperty("spring.datasource.password", TestDatabase.password()),
                home);
    }

    /** Runs a command as the launcher does, on a database that is named in the environment. */
    private static Ended command(String name, String url, Path home, String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dspring.profiles.active=standalone",
                "-Disobath.home=" + home,
                "-Disobath.database=external",
                "-Dlogging.file.name=" + home.resolve("backup.log"),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.isobath.server.backup." + name,
                home.toString()));
        line.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put("SPRING_DATASOURCE_URL", url);
        builder.environment().put("SPRING_DATASOURCE_USERNAME", TestDatabase.user());
        builder.environment().put("SPRING_DATASOURCE_PASSWORD", TestDatabase.password());
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private static HttpResponse<String> call(ServerProcess server, String path, String token, Object body)
            throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(server.url() + path))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private String databaseUrl() {
        return settings.getRequiredProperty("spring.datasource.url");
    }
}
