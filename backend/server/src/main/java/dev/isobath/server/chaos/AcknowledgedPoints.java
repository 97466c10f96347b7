package dev.isobath.server.chaos;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The record that is kept outside of the installation: which points the server has acknowledged, by what went over the network. A step that
 * a later attempt has taken again counts with its last acknowledged value.
 */
final class AcknowledgedPoints {

    private static final Pattern REPORTS = Pattern.compile("/api/worker/attempts/([^/]+)/reports");

    private final Map<String, String> experimentOfAttempt = new HashMap<>();
    private final Map<String, TreeMap<Long, Double>> losses = new HashMap<>();
    private final Map<String, Long> batches = new HashMap<>();

    /** Looks at a call and the answer that the server gave to it. */
    synchronized void record(String path, byte[] body, int status, byte[] answer) {
        if (status != 200) {
            return;
        }
        try {
            if (path.equals("/api/worker/lease")) {
                JsonNode lease = read(answer);
                experimentOfAttempt.put(
                        lease.path("attempt").asString(),
                        lease.path("experiment").asString());
                return;
            }
            Matcher reports = REPORTS.matcher(path);
            if (reports.matches()) {
                String experiment = experimentOfAttempt.get(reports.group(1));
                if (experiment != null) {
                    acknowledge(experiment, read(body));
                }
            }
        } catch (JacksonException unreadable) {
            throw new IllegalStateException("a call that the server took cannot be read: " + path, unreadable);
        }
    }

    private void acknowledge(String experiment, JsonNode batch) {
        TreeMap<Long, Double> points = losses.computeIfAbsent(experiment, _ -> new TreeMap<>());
        for (JsonNode step : batch.path("steps")) {
            JsonNode loss = step.path("metrics").path("train_loss");
            if (loss.isNumber()) {
                points.put(step.path("step").asLong(), loss.asDouble());
            }
        }
        batches.merge(experiment, 1L, Long::sum);
    }

    /** Returns how many batches of an experiment were acknowledged. */
    synchronized long batches(String experiment) {
        return batches.getOrDefault(experiment, 0L);
    }

    /** Returns the number of acknowledged points of an experiment. */
    synchronized long points(String experiment) {
        TreeMap<Long, Double> points = losses.get(experiment);
        return points == null ? 0 : points.size();
    }

    /**
     * Compares a curve with the record.
     *
     * @param wanted the number of steps
     * @param stored the training loss that the server has
     * @return what is wrong, one sentence each
     */
    synchronized List<String> compare(String experiment, long wanted, List<Experiments.StoredPoint> stored) {
        TreeMap<Long, Double> points = losses.getOrDefault(experiment, new TreeMap<>());
        List<String> wrong = new ArrayList<>();
        Map<Long, Double> found = new HashMap<>();
        for (Experiments.StoredPoint each : stored) {
            if (found.put(each.step(), each.value()) != null) {
                wrong.add("step %d is there twice".formatted(each.step()));
            }
        }
        for (long step = 1; step <= wanted; step++) {
            Double acknowledged = points.get(step);
            Double there = found.remove(step);
            if (there == null) {
                wrong.add("step %d is not there%s"
                        .formatted(step, acknowledged == null ? "" : ", though it was acknowledged"));
            } else if (acknowledged != null && Double.compare(acknowledged, there) != 0) {
                wrong.add("step %d is %s, though %s was acknowledged".formatted(step, there, acknowledged));
            }
        }
        found.keySet().forEach(step -> wrong.add("step %d was never asked for".formatted(step)));
        return wrong;
    }

    private static JsonNode read(byte[] json) {
        return JsonMapper.shared().readTree(new String(json, StandardCharsets.UTF_8));
    }
}
