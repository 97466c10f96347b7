package dev.isobath.server.standalone;

import dev.isobath.server.home.HomeDirectory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Starts the worker node after the web server and stops it before the web server, because the node hands its attempts back over
 * HTTP.
 */
@Component
@ConditionalOnBooleanProperty("isobath.local-worker.enabled")
@EnableConfigurationProperties(LocalWorkerProperties.class)
class LocalWorkerLifecycle implements SmartLifecycle {

    private final LocalWorkerProperties properties;
    private final HomeDirectory home;
    private final ServerAddress address;
    private @Nullable LocalWorker worker;

    LocalWorkerLifecycle(LocalWorkerProperties properties, HomeDirectory home, ServerAddress address) {
        this.properties = properties;
        this.home = home;
        this.address = address;
    }

    @Override
    public synchronized void start() {
        LocalWorker started = new LocalWorker(
                properties.command(address.local(), home.folder()),
                home.subdirectory("logs").resolve("worker.log"));
        started.start();
        worker = started;
    }

    @Override
    public synchronized void stop() {
        if (worker != null) {
            worker.stop();
            worker = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return worker != null;
    }

    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
