package dev.isobath.server.studies;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class StudiesConfiguration {

    /** Does what follows from the results of studies. With several servers on one database, only one runs the task at a time. */
    @Bean
    RecurringTask<Void> followStudiesTask(StudyFollowUps followUps) {
        return Tasks.recurring("follow-studies", FixedDelay.of(Duration.ofSeconds(2)))
                .execute((_, _) -> followUps.follow());
    }
}
