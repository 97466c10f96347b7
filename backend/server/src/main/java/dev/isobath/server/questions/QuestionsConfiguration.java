package dev.isobath.server.questions;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(QuestionSettings.class)
class QuestionsConfiguration {

    /** One of all servers at a time does it. */
    @Bean
    RecurringTask<Void> deleteOldQuestionsTask(Questions questions) {
        return Tasks.recurring("delete-old-questions", FixedDelay.of(Duration.ofMinutes(1)))
                .execute((_, _) -> questions.deleteOld());
    }
}
