package dev.isobath.server.backup;

import dev.isobath.server.database.InstallationDatabase;
import dev.isobath.server.storage.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.context.ConfigurableApplicationContext;

/** The command {@code ./isobath restore}. It puts a backup into a new installation, or in the place of one that is stopped. */
public final class RestoreCommand {

    private static final String REPLACE = "--replace";

    private RestoreCommand() {}

    /**
     * Restores a backup. The settings are those of the server, from the environment and {@code application.yaml}.
     *
     * @param arguments the folder that paths are relative to, the file, and {@code --replace} where the installation is not empty
     */
    public static void main(String[] arguments) {
        List<String> words = new ArrayList<>(Arrays.asList(arguments).subList(1, arguments.length));
        boolean replace = words.remove(REPLACE);
        if (words.size() != 1 || words.getFirst().startsWith("-")) {
            Command.fail("restore needs one file and has the option --replace; see ./isobath --help", 2);
        }
        Path file = Path.of(arguments[0]).resolve(words.getFirst()).normalize();
        Command.run(InstallationDatabase::openForRestoring, context -> restore(context, file, replace));
    }

    private static void restore(ConfigurableApplicationContext context, Path file, boolean replace)
            throws IOException, SQLException {
        try (BackupReader backup = BackupReader.open(file)) {
            RestoredDatabase database = new RestoredDatabase(context.getBean(InstallationDatabase.class));
            Manifest manifest = backup.manifest();
            database.check(manifest, replace);
            BlobStore store = context.getBean(BlobStore.class);
            if (!replace && !store.isEmpty()) {
                throw new BackupFailedException(
                        "the store of this installation is not empty; --replace restores into it all the same");
            }
            backup.check();
            // The rows come last, because content without a row does no harm.
            for (Manifest.StoredContent content : manifest.contents()) {
                try (InputStream in = backup.open(content.entry())) {
                    store.putAnnounced(in, Long.MAX_VALUE, content.sha256());
                }
            }
            database.restore(backup, replace);
            System.out.printf(
                    Locale.ROOT,
                    "The installation is as it was at %s: %,d experiments and %,d contents of %,d bytes. What happened since is not in it; tokens and links that were revoked since are valid again.%n",
                    manifest.takenAt(),
                    manifest.experiments(),
                    manifest.contents().size(),
                    manifest.bytes());
            manifest.damaged()
                    .forEach(each -> System.out.printf(
                            "The backup has no content with digest %s: %s.%n", each.sha256(), each.damage()));
        }
    }
}
