package dev.isobath.server;

import dev.isobath.server.database.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Gives each application context its own database and home directory. */
class FreshInstallationInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        try {
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "fresh installation",
                            Map.of(
                                    "spring.datasource.url",
                                    TestDatabase.fresh(),
                                    "spring.datasource.username",
                                    TestDatabase.user(),
                                    "spring.datasource.password",
                                    TestDatabase.password(),
                                    "isobath.home",
                                    Files.createTempDirectory("isobath-home").toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
