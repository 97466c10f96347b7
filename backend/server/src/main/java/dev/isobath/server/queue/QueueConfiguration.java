package dev.isobath.server.queue;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(QueueProperties.class)
class QueueConfiguration {

    /** Ends attempts with expired leases. With several servers on one database, only one runs the task at a time. */
    @Bean
    RecurringTask<Void> sweepTask(ExpiredLeaseSweeper sweeper) {
        return Tasks.recurring("sweep-expired-leases", FixedDelay.of(Duration.ofSeconds(1)))
                .execute((_, _) -> sweeper.sweep());
    }

    /** Deletes old samples of nodes that waited. With several servers on one database, only one runs the task at a time. */
    @Bean
    RecurringTask<Void> deleteSamplesTask(SystemSampleRepository samples) {
        return Tasks.recurring("delete-system-samples", FixedDelay.of(Duration.ofHours(1)))
                .execute((_, _) -> samples.deleteOld());
    }

    /** Ends queued experiments that no attempt could train. With several servers on one database, only one runs the task at a time. */
    @Bean
    RecurringTask<Void> failUntrainableTask(UnusableTokenizerSweeper sweeper) {
        return Tasks.recurring("fail-untrainable-experiments", FixedDelay.of(Duration.ofSeconds(1)))
                .execute((_, _) -> sweeper.sweep());
    }
}
