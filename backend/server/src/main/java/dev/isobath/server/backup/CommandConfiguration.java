package dev.isobath.server.backup;

import dev.isobath.server.database.InstallationDatabase;
import dev.isobath.server.home.HomeDirectory;
import dev.isobath.server.storage.BlobOwner;
import dev.isobath.server.storage.BlobReferences;
import dev.isobath.server.storage.BlobStore;
import javax.sql.DataSource;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** The parts of the server that the commands use: its settings, its store, and the areas that say what of the store they refer to. */
@ComponentScan(basePackageClasses = HomeDirectory.class)
@ComponentScan(
        basePackages = "dev.isobath.server",
        useDefaultFilters = false,
        includeFilters =
                @ComponentScan.Filter(
                        type = FilterType.ASSIGNABLE_TYPE,
                        classes = {BlobOwner.class, BlobReferences.class, BlobStore.class}))
class CommandConfiguration {

    /** How a command opens the database. */
    interface Opening {
        InstallationDatabase open(Environment settings, HomeDirectory home);
    }

    /** Reads the settings of the server. Nothing is opened before a command asks for it, and closing the context closes the database. */
    static ConfigurableApplicationContext start(Opening opening) {
        return new SpringApplicationBuilder(CommandConfiguration.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .lazyInitialization(true)
                .initializers(context -> context.getBeanFactory().registerSingleton("opening", opening))
                .run();
    }

    @Bean
    InstallationDatabase installationDatabase(Opening opening, Environment settings, HomeDirectory home) {
        return opening.open(settings, home);
    }

    @Bean
    DataSource dataSource(InstallationDatabase database) {
        return new DriverManagerDataSource(
                database.url(),
                database.user() == null ? "" : database.user(),
                database.password() == null ? "" : database.password());
    }

    @Bean
    JdbcClient jdbcClient(DataSource dataSource) {
        return JdbcClient.create(dataSource);
    }

    @Bean
    TransactionTemplate transactionTemplate(DataSource dataSource) {
        return new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    }
}
