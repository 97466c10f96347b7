package dev.isobath.server.standalone;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusListener;
import ch.qos.logback.core.status.StatusManager;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Keeps the terminal readable when the log file cannot be written. The log library reports each line that it cannot write, and on a full
 * disk those are thousands. One in ten minutes is enough to know.
 */
@Component
@Profile("standalone")
class QuietTerminal implements InitializingBean {

    @Override
    public void afterPropertiesSet() {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory instanceof LoggerContext context) {
            StatusManager statuses = context.getStatusManager();
            statuses.getCopyOfStatusListenerList().forEach(statuses::remove);
            statuses.add(new Seldom(System.err, System::nanoTime));
        }
    }

    /** Prints a failure of the log library, unless it has printed one a short while ago. */
    static final class Seldom implements StatusListener {

        private static final long PAUSE_NANOS = Duration.ofMinutes(10).toNanos();

        private final PrintStream terminal;
        private final LongSupplier nanoTime;
        private @Nullable Long printedAt;

        Seldom(PrintStream terminal, LongSupplier nanoTime) {
            this.terminal = terminal;
            this.nanoTime = nanoTime;
        }

        @Override
        public synchronized void addStatusEvent(Status status) {
            long now = nanoTime.getAsLong();
            if (status.getLevel() < Status.ERROR || (printedAt != null && now - printedAt < PAUSE_NANOS)) {
                return;
            }
            printedAt = now;
            Throwable cause = status.getThrowable();
            terminal.println("isobath: the log cannot be written: " + status.getMessage()
                    + (cause == null ? "" : " (" + cause.getMessage() + ")")
                    + ". Is the disk full? The server goes on without a log.");
        }
    }
}
