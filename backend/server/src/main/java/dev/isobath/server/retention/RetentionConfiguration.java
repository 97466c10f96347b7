package dev.isobath.server.retention;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.isobath.server.storage.BlobReferences;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RetentionConfiguration {

    private static final Logger log = LoggerFactory.getLogger(RetentionConfiguration.class);

    /** With several servers on one database, only one runs the task at a time. */
    @Bean
    RecurringTask<Void> purgeTask(DeletedExperimentPurge purge) {
        return Tasks.recurring("purge-deleted-experiments", FixedDelay.of(Duration.ofMinutes(1)))
                .execute((_, _) -> purge.purge());
    }

    /** Deletes what killed processes left in the store. A row that is being added may still refer to content of the last day. */
    @Bean
    RecurringTask<Void> collectContentTask(BlobReferences blobs) {
        return Tasks.recurring("collect-unreferenced-content", FixedDelay.of(Duration.ofHours(1)))
                .execute((_, _) -> {
                    int deleted = blobs.collect(Duration.ofDays(1));
                    if (deleted > 0) {
                        log.info("{} contents that nothing refers to were deleted from the store", deleted);
                    }
                });
    }
}
