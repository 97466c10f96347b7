package dev.isobath.server.signals;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Sends signals to all servers of the database, including this one. A signal is sent when its transaction commits. It only
 * tells a listener to read the database again, because signals can be lost: after a broken connection every listener receives
 * {@link #MISSED}.
 */
@Component
public class SignalBus implements SmartLifecycle {

    /** A message that tells listeners that signals may have been lost. */
    public static final String MISSED = "";

    private static final Logger log = LoggerFactory.getLogger(SignalBus.class);
    private static final String CHANNEL = "isobath";
    private static final int LISTEN_MILLIS = 500;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final JdbcClient database;
    private final JdbcConnectionDetails address;
    private final Map<String, List<Consumer<String>>> listeners = new ConcurrentHashMap<>();
    private @Nullable Thread thread;
    private volatile CountDownLatch stopping = new CountDownLatch(0);

    SignalBus(JdbcClient database, JdbcConnectionDetails address) {
        this.database = database;
        this.address = address;
    }

    /** Sends a message when the caller's transaction commits. */
    public void send(String topic, String message) {
        database.sql("select pg_notify(:channel, :message)")
                .param("channel", CHANNEL)
                .param("message", topic + " " + message)
                .query(rows -> {});
    }

    /** Sends a message of each of two topics when the caller's transaction commits. */
    public void send(String topic, String message, String otherTopic, String otherMessage) {
        database.sql("select pg_notify(:channel, :message), pg_notify(:channel, :other)")
                .param("channel", CHANNEL)
                .param("message", topic + " " + message)
                .param("other", otherTopic + " " + otherMessage)
                .query(rows -> {});
    }

    /** Registers a listener for the messages of a topic. The listener must not block. */
    public void listen(String topic, Consumer<String> listener) {
        listeners.computeIfAbsent(topic, _ -> new CopyOnWriteArrayList<>()).add(listener);
    }

    @Override
    public void start() {
        stopping = new CountDownLatch(1);
        // The thread has a connection of its own. One of the pool would be missing from the pool for ever.
        thread = Thread.ofPlatform().daemon().name("signals").start(this::run);
    }

    @Override
    public void stop() {
        stopping.countDown();
        Thread running = thread;
        if (running != null) {
            try {
                running.join(Duration.ofSeconds(5));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return stopping.getCount() > 0;
    }

    private void run() {
        while (isRunning()) {
            try (Connection connection = DriverManager.getConnection(
                            address.getJdbcUrl(), address.getUsername(), address.getPassword());
                    Statement statement = connection.createStatement()) {
                statement.execute("listen " + CHANNEL);
                listeners.values().forEach(each -> each.forEach(listener -> notifyListener(listener, MISSED)));
                PGConnection notifications = connection.unwrap(PGConnection.class);
                while (isRunning()) {
                    deliver(notifications.getNotifications(LISTEN_MILLIS));
                }
            } catch (SQLException e) {
                log.warn("Not listening to the database, trying again in a second: {}", e.getMessage());
                pause();
            }
        }
    }

    private void pause() {
        try {
            if (stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                log.debug("Stopped while the database was away");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(PGNotification @Nullable [] notifications) {
        if (notifications == null) {
            return;
        }
        for (PGNotification notification : notifications) {
            String text = notification.getParameter();
            int space = text.indexOf(' ');
            String topic = text.substring(0, space);
            listeners
                    .getOrDefault(topic, List.of())
                    .forEach(listener -> notifyListener(listener, text.substring(space + 1)));
        }
    }

    private static void notifyListener(Consumer<String> listener, String message) {
        try {
            listener.accept(message);
        } catch (RuntimeException e) {
            log.error("A listener failed; the others go on", e);
        }
    }
}
