package dev.isobath.server.backup;

import dev.isobath.server.database.InstallationDatabase;
import dev.isobath.server.storage.BlobReferences;
import dev.isobath.server.storage.BlobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import org.springframework.context.ConfigurableApplicationContext;

/** The command {@code ./isobath backup}. It writes an installation's database and content to a file while the server runs. */
public final class BackupCommand {

    private BackupCommand() {}

    /**
     * Makes a backup. The settings are those of the server, from the environment and {@code application.yaml}.
     *
     * @param arguments the folder that paths are relative to, and the file
     */
    public static void main(String[] arguments) {
        if (arguments.length != 2 || arguments[1].startsWith("-")) {
            Command.fail("backup needs one file to write, and has no options; see ./isobath --help", 2);
        }
        Path file = Path.of(arguments[0]).resolve(arguments[1]).normalize();
        Command.run(InstallationDatabase::open, context -> write(context, file));
    }

    private static void write(ConfigurableApplicationContext context, Path file) throws IOException, SQLException {
        try (Connection connection = context.getBean(InstallationDatabase.class).connect()) {
            Manifest manifest = new BackupWriter(
                            connection,
                            context.getBean(BlobReferences.class),
                            context.getBean(BlobStore.class),
                            BackupCommand.class.getPackage().getImplementationVersion())
                    .write(file);
            System.out.printf(
                    Locale.ROOT,
                    "%s has the installation as it was at %s: %,d experiments, %,d rows of %d tables, and %,d contents of %,d bytes (the file has %,d).%n",
                    file,
                    manifest.takenAt(),
                    manifest.experiments(),
                    manifest.tables().stream()
                            .mapToLong(Manifest.TableContent::rows)
                            .sum(),
                    manifest.tables().size(),
                    manifest.contents().size(),
                    manifest.bytes(),
                    Files.size(file));
            manifest.damaged()
                    .forEach(each -> System.out.printf(
                            "Not in it is the content with digest %s: %s.%n", each.sha256(), each.damage()));
        }
    }
}
