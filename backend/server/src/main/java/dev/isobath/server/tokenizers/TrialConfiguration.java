package dev.isobath.server.tokenizers;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TrialProperties.class)
class TrialConfiguration {

    /** With several servers on one database, only one runs the task at a time. */
    @Bean
    RecurringTask<Void> endExpiredTrialsTask(TrialRepository trials) {
        return Tasks.recurring("end-expired-trials", FixedDelay.of(Duration.ofSeconds(2)))
                .execute((_, _) -> trials.endExpired());
    }
}
