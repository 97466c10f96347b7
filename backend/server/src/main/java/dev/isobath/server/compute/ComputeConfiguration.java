package dev.isobath.server.compute;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Chooses the backend by the setting {@code isobath.compute}. */
@Configuration(proxyBeanMethods = false)
class ComputeConfiguration {

    private static final String SETTING = "isobath.compute";

    @Bean
    ComputeBackend computeBackend(
            @Value("${" + SETTING + "}") String chosen,
            ObjectProvider<SlurmProperties> slurm,
            Environment environment) {
        return switch (chosen) {
            case "local" -> new LocalBackend();
            case "slurm" -> new SlurmBackend(slurm.getObject(), environment);
            default ->
                throw new IllegalStateException(
                        SETTING + " (ISOBATH_COMPUTE) must be local or slurm, not '" + chosen + "'");
        };
    }

    /** The parts that are there only when experiments are jobs of Slurm. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = SETTING, havingValue = "slurm")
    @EnableConfigurationProperties({JobProperties.class, SlurmProperties.class})
    static class Slurm {

        /** Keeps jobs as they should be. With several servers on one database, only one runs the task at a time. */
        @Bean
        RecurringTask<Void> reconcileJobsTask(JobReconciler reconciler, JobProperties settings) {
            return Tasks.recurring("reconcile-jobs", FixedDelay.of(settings.interval()))
                    .execute((_, _) -> reconciler.reconcile());
        }
    }
}
