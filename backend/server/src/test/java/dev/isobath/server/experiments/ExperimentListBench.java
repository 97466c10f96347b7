package dev.isobath.server.experiments;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Measures the list of experiments over HTTP. It asserts nothing and is not run by the build. CONTRIBUTING.md says how to run it.
 */
@ServerTest
class ExperimentListBench {

    private static final int METRICS = 40;
    private static final int WARM_UP = 60;
    private static final int REQUESTS = 200;

    private static final Map<String, String> QUERIES = queries();

    @Autowired
    ExperimentTestClient client;

    private static Map<String, String> queries() {
        Map<String, String> queries = new LinkedHashMap<>();
        queries.put("newest first", "");
        queries.put("sort by progress", "sort=progress");
        queries.put("sort by a field of the spec", "sort=-spec.training.learningRate");
        queries.put("sort by a best value", "sort=val_loss.best");
        queries.put(
                "filter and sort",
                "sort=val_loss.best&filter="
                        + encoded("kind = baseline and capacity < 0.25 and val_loss < 1.6 and tag: \"paper\""
                                + " and spec.training.learningRate >= 1e-3 and created > -7d"));
        queries.put("a filter that few match", "filter=" + encoded("learningRate < 1e-5 or val_loss.best < 0.001"));
        queries.put("five columns", "columns=capacity,val_loss.best,train_loss,learningRate,seed&sort=train_loss");
        return queries;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void measure() {
        for (int count : new int[] {1_000, 10_000}) {
            fill(count);
            QUERIES.forEach((name, query) -> measure(count, name, query));
        }
    }

    private void measure(int count, String name, String query) {
        String address = "/api/projects/default/experiments?" + query;
        for (int i = 0; i < WARM_UP; i++) {
            client.get(address);
        }
        double[] millis = new double[REQUESTS];
        int bytes = 0;
        for (int i = 0; i < REQUESTS; i++) {
            long start = System.nanoTime();
            bytes = client.get(address).body().length();
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        System.out.printf(
                "List of %6d, %-28s p50 %6.1f ms, p95 %6.1f ms, %d bytes%n",
                count, name, millis[REQUESTS / 2], millis[REQUESTS * 95 / 100], bytes);
    }

    private void fill(int count) {
        ExperimentCopies.make(client, count);
        client.database().sql("""
                        update experiment set name = 'run ' || sequence, val_loss = 1 + random(), step = floor(random() * 100),
                            tags = case when random() < 0.5 then array['paper', 'x'] else array['y'] end,
                            created_at = created_at - random() * interval '30 days',
                            state = case when random() < 0.9 then 'FINISHED' else 'CANCELLED' end
                        """).update();
        client.database().sql("""
                        update experiment_fields set fields = fields || jsonb_build_object(
                            'architecture.capacity', random(), 'training.learningRate', power(10, -5 + 4 * random()))
                        """).update();
        client.database().sql("""
                        insert into metric_value (name, experiment_id, last_step, last, least, greatest)
                        select case n when 1 then 'val_loss' when 2 then 'train_loss' else 'router_mean/' || n end,
                               e.id, 100, 1 + random(), random(), 2 + random()
                        from experiment e, generate_series(1, :metrics) n
                        """).param("metrics", METRICS).update();
        for (String table : new String[] {"experiment", "experiment_fields", "metric_value"}) {
            client.database().sql("vacuum analyze " + table).update();
        }
    }
}
