package dev.isobath.server.retention;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RetentionConfiguration {

    /** With several servers on one database, only one runs the task at a time. */
    @Bean
    RecurringTask<Void> purgeTask(DeletedExperimentPurge purge) {
        return Tasks.recurring("purge-deleted-experiments", FixedDelay.of(Duration.ofMinutes(1)))
                .execute((_, _) -> purge.purge());
    }
}
