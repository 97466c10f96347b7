package dev.isobath.server.curves;

import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.DependsOn;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Computes the summaries of experiments from before there were summaries, when the server starts. */
@Component
@DependsOn("oldPointsMigration")
class MetricSummaryBackfill implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(MetricSummaryBackfill.class);

    private final JdbcClient database;
    private final MetricSummaries summaries;
    private final TransactionTemplate transaction;

    MetricSummaryBackfill(JdbcClient database, MetricSummaries summaries, TransactionTemplate transaction) {
        this.database = database;
        this.summaries = summaries;
        this.transaction = transaction;
    }

    @Override
    public void afterPropertiesSet() {
        List<UUID> missing = database.sql("""
                        select distinct m.experiment_id from curve_metric m
                        where not exists (select from metric_value v where v.experiment_id = m.experiment_id)
                        """)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
        missing.forEach(this::fillIn);
        if (!missing.isEmpty()) {
            log.info("The last and best values of the metrics of {} experiments are ready for lists", missing.size());
        }
    }

    /** Holds the lock of the experiment, as every writer of its points does. Another server may be running. */
    private void fillIn(UUID experiment) {
        transaction.executeWithoutResult(_ -> {
            database.sql("select 1 from experiment where id = :id for update")
                    .param("id", experiment)
                    .query(Integer.class)
                    .optional();
            summaries.rebuild(experiment);
        });
    }
}
