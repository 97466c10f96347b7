package dev.isobath.server.backup;

import dev.isobath.server.database.InstallationDatabase;
import dev.isobath.server.home.UnreadableHomeException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.context.ConfigurableApplicationContext;

/** Runs a command to its end, and tells a failure in one sentence. */
final class Command {

    /** What a command does. */
    interface Work {
        void run(ConfigurableApplicationContext context) throws IOException, SQLException;
    }

    private Command() {}

    /** Runs a command. When it fails, this process ends with status 1. */
    static void run(CommandConfiguration.Opening opening, Work work) {
        try (ConfigurableApplicationContext context = CommandConfiguration.start(opening)) {
            work.run(context);
        } catch (BeanCreationException | BackupFailedException | IOException | SQLException failure) {
            fail(sentence(failure), 1);
        }
    }

    static void fail(String sentence, int status) {
        System.err.println("isobath: " + sentence);
        System.exit(status);
    }

    private static String sentence(Exception failure) {
        Throwable root = Stream.iterate((Throwable) failure, cause -> cause != null, Throwable::getCause)
                .reduce(failure, (outer, inner) -> inner);
        return switch (root) {
            case BackupFailedException told -> String.valueOf(told.getMessage());
            case InstallationDatabase.UnusableException told -> String.valueOf(told.getMessage());
            case UnreadableHomeException told -> String.valueOf(told.getMessage());
            case SQLException database -> "the database refused: " + database.getMessage();
            default -> root.toString();
        };
    }
}
