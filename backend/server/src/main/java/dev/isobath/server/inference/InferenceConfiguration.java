package dev.isobath.server.inference;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(InferenceProperties.class)
class InferenceConfiguration {

    /** Deletes old requests once a minute. With several servers on one database, only one runs the task at a time. */
    @Bean
    RecurringTask<Void> deleteOldInferenceRequestsTask(InferenceRequestRepository requests) {
        return Tasks.recurring("delete-old-questions", FixedDelay.of(Duration.ofMinutes(1)))
                .execute((_, _) -> requests.deleteOld());
    }
}
