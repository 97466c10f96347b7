package dev.isobath.server.database;

import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the tables are brought up to date. */
@Configuration(proxyBeanMethods = false)
class MigrationConfiguration {

    /** Migrations have connections of their own. Those of the pool limit the time of statements, and a migration may rewrite a large table. */
    @Bean
    FlywayConfigurationCustomizer migrationsWithoutTimeLimit(JdbcConnectionDetails address) {
        return configuration ->
                configuration.dataSource(address.getJdbcUrl(), address.getUsername(), address.getPassword());
    }
}
