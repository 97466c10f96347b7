package dev.isobath.server.bench;

import dev.isobath.spec.protocol.Lease;
import dev.isobath.spec.protocol.ReportBatch;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.postgresql.PGConnection;
import tools.jackson.databind.json.JsonMapper;

/**
 * The command {@code ./isobath bench curves}. It measures how fast curves are stored and read, through HTTP, on a server of its own,
 * and prints one table.
 */
public final class CurvesCommand {

    private static final int METRICS = 10;
    private static final int POINTS = 1_000;
    private static final int WARM_UP = 20;
    private static final int COPIES = 10;

    /**
     * How much is measured.
     *
     * @param submitted the number of experiments that are submitted
     * @param appended the steps of the run whose appends are measured
     * @param runs the number of the shorter runs that are reported; each is copied nine times
     * @param steps the steps of the shorter runs that are read
     * @param longSteps the steps of the longer run that is reported; it is copied nine times and has its metric under ten names
     */
    private record Size(
            int submitted,
            int appended,
            int runs,
            int steps,
            int longSteps,
            int reads,
            List<Integer> lists,
            int viewers,
            int events) {

        static final Size FULL = new Size(400, 100_000, 10, 100_000, 1_000_000, 60, List.of(1_000, 10_000), 200, 20);
        static final Size QUICK = new Size(10, 10_000, 1, 5_000, 20_000, 10, List.of(200), 20, 5);
    }

    private final BenchServer server;
    private final BenchClient client;
    private final Size size;
    private long runs;

    /** The parts of the table, in its order. */
    private enum Part {
        SUBMIT,
        APPEND,
        READ,
        WATCH,
        LIST
    }

    private CurvesCommand(BenchServer server, BenchClient client, Size size) {
        this.server = server;
        this.client = client;
        this.size = size;
    }

    /**
     * Runs the benchmark.
     *
     * @param arguments the server's jar; {@code --quick} for a run that only shows that it works; {@code --only} and the parts of the
     *     table that are wanted, joined by commas
     */
    public static void main(String[] arguments) throws Exception {
        Size size = Size.FULL;
        Set<Part> parts = EnumSet.allOf(Part.class);
        for (int i = 1; i < arguments.length; i++) {
            if (arguments[i].equals("--quick")) {
                size = Size.QUICK;
            } else if (arguments[i].equals("--only") && i + 1 < arguments.length) {
                parts = parts(arguments[++i]);
            } else {
                fail("bench curves takes --quick and --only PART,...");
            }
        }
        progress("starting a server");
        try (BenchServer server = BenchServer.start(Path.of(arguments[0]));
                BenchClient client = new BenchClient(server.address(), server.token(), server.workerToken())) {
            new CurvesCommand(server, client, size).run(parts);
        }
        System.exit(0);
    }

    private static Set<Part> parts(String text) {
        Set<Part> parts = EnumSet.noneOf(Part.class);
        for (String word : text.split(",", -1)) {
            Optional<Part> part = Arrays.stream(Part.values())
                    .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst();
            part.ifPresentOrElse(parts::add, () -> fail("--only takes submit, append, read, watch and list"));
        }
        return parts;
    }

    private static void fail(String problem) {
        System.err.println("isobath: " + problem);
        System.exit(2);
    }

    private void run(Set<Part> parts) throws Exception {
        long begin = System.nanoTime();
        client.uploadCorpus();
        BenchTable.begin(BenchMachine.describe());
        for (Part part : parts) {
            switch (part) {
                case SUBMIT -> submit();
                case APPEND -> append();
                case READ -> read();
                case WATCH -> live();
                case LIST -> list();
            }
        }
        BenchTable.row("the whole table", "%.0f s".formatted((System.nanoTime() - begin) / 1e9), "600 s");
    }

    private void submit() throws Exception {
        progress("submitting experiments");
        // A server compiles what it runs often. The first calls after its start take several times as long.
        Durations each = Durations.of(2 * size.submitted(), size.submitted(), () -> client.submit(10));
        BenchTable.row(
                "submit one experiment, median / p95",
                BenchTable.ms(each.percentile(0.5)) + " / " + BenchTable.ms(each.percentile(0.95)),
                "5 ms");
        BenchTable.row("submitted by one client", "%,.0f a second".formatted(1_000 / each.mean()), "200 a second");
        clearQueue();
    }

    private void append() throws Exception {
        progress("appending");
        long before = bytesOnDisk();
        // The first run warms the server up and is not measured.
        append(METRICS, size.appended() / 4);
        long middle = bytesOnDisk();
        double seconds = append(METRICS, size.appended());
        long after = bytesOnDisk();
        long points = (long) METRICS * size.appended();
        double copied = copyRate((int) points);
        double rate = points / seconds;
        BenchTable.row("append", "%,.0f points/s".formatted(rate), "200,000 points/s");
        BenchTable.row(
                "append against COPY of the same rows (%,.0f rows/s)".formatted(copied),
                BenchTable.number(rate / copied),
                "0.3");
        BenchTable.row(
                "bytes a point on disk, all levels and indexes",
                BenchTable.number((double) (after - middle) / points),
                "20");
        BenchTable.row(
                "the same with the first run, before any vacuum",
                BenchTable.number((double) (after - before) / (points + (long) METRICS * (size.appended() / 4))),
                "-");
    }

    /** Runs one experiment from its lease to its end and returns the seconds that its reports took. */
    private double append(int metrics, int steps) throws IOException, InterruptedException {
        client.submit(steps);
        Lease lease = client.lease();
        List<byte[]> batches = new BenchCurve(metrics, ++runs).batches(steps);
        long start = System.nanoTime();
        for (byte[] batch : batches) {
            client.report(lease, batch);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        client.finish(lease);
        return seconds;
    }

    /** Returns the rows a second of {@code COPY} into a plain table. */
    private double copyRate(int rows) throws IOException, SQLException {
        BenchCurve curve = new BenchCurve(METRICS, 0);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            text.append("7c2d4c1e-0000-4000-8000-000000000000\t")
                    .append(i % METRICS)
                    .append('\t')
                    .append(i / METRICS + 1)
                    .append('\t')
                    .append(curve.value(i / METRICS + 1))
                    .append('\n');
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create table bench_copy (experiment uuid, metric smallint, step bigint, value float8)");
            long start = System.nanoTime();
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy bench_copy from stdin", new ByteArrayInputStream(bytes), 1 << 16);
            double seconds = (System.nanoTime() - start) / 1e9;
            statement.execute("drop table bench_copy");
            return rows / seconds;
        }
    }

    private void read() throws Exception {
        List<String> shortRuns = new ArrayList<>();
        List<String> longRuns = new ArrayList<>();
        try (Connection connection = server.connect()) {
            BenchCopies copies = new BenchCopies(connection);
            for (int i = 0; i < size.runs(); i++) {
                progress("filling: run %d of %d, %,d steps each, reported".formatted(i + 1, size.runs(), size.steps()));
                append(1, size.steps());
                shortRuns.add(newest());
            }
            progress("filling: nine copies of each run");
            for (String run : List.copyOf(shortRuns)) {
                shortRuns.addAll(copies.runs(run, COPIES - 1));
            }
            progress("filling: one run of %,d steps, reported".formatted(size.longSteps()));
            append(1, size.longSteps());
            longRuns.add(newest());
            progress("filling: ten metrics for it");
            copies.metrics(longRuns.getFirst(), BenchCurve.METRICS.subList(1, METRICS));
            progress("filling: nine copies of it");
            longRuns.addAll(copies.runs(longRuns.getFirst(), COPIES - 1));
            try (Statement statement = connection.createStatement()) {
                progress("waiting for the database to write all of this to its files");
                statement.execute("vacuum analyze curve_block");
                statement.execute("checkpoint");
            }
        }
        String form = ", %s reported and copied";
        for (int count : List.of(1, 10, 100)) {
            if (count <= shortRuns.size()) {
                readCurves(
                        curves(shortRuns.subList(0, count)),
                        count,
                        size.steps(),
                        form.formatted(size.runs() + " runs"),
                        (count == 1 ? 10 : count == 10 ? 20 : 100) + " ms");
            }
        }
        for (int count : List.of(1, 10, 100)) {
            String path = count <= longRuns.size()
                    ? curves(longRuns.subList(0, count))
                    : curves(longRuns).replace("metrics=train_loss", "metrics=" + String.join(",", BenchCurve.METRICS));
            readCurves(
                    path,
                    count,
                    size.longSteps(),
                    form.formatted("1 run"),
                    (count == 1 ? 20 : count == 10 ? 40 : 200) + " ms");
        }
        progress("zooming and smoothing");
        Durations zoomed = Durations.of(
                WARM_UP,
                size.reads(),
                () -> client.get(curves(longRuns.subList(0, 1))
                        + "&from=%d&to=%d".formatted(size.longSteps() / 2, size.longSteps() / 2 + 199)));
        BenchTable.row(
                "zoomed to 200 of %,d steps, p95".formatted(size.longSteps()),
                BenchTable.ms(zoomed.percentile(0.95)),
                "-");
        Durations smoothed = Durations.of(
                WARM_UP, size.reads(), () -> client.get(curves(shortRuns.subList(0, 1)) + "&smoothing=ema:0.99"));
        BenchTable.row(
                "1 smoothed curve of %,d points, p95".formatted(size.steps()),
                BenchTable.ms(smoothed.percentile(0.95)),
                "-");
    }

    private void readCurves(String path, int count, int steps, String form, String goal) throws Exception {
        progress("reading %d curves of %,d points".formatted(count, steps));
        Durations durations = Durations.of(WARM_UP, size.reads(), () -> client.get(path));
        BenchTable.row(
                "%d curve%s of %,d points at %,d (%,d kB sent%s), median / p95"
                        .formatted(count, count == 1 ? "" : "s", steps, POINTS, client.get(path).length / 1_000, form),
                BenchTable.ms(durations.percentile(0.5)) + " / " + BenchTable.ms(durations.percentile(0.95)),
                goal);
    }

    private static String curves(List<String> runs) {
        return "/api/curves?metrics=train_loss&points=" + POINTS + "&experiments=" + String.join(",", runs);
    }

    private String newest() throws IOException, InterruptedException {
        return JsonMapper.shared()
                .readTree(plain("/api/projects/default/experiments?limit=1"))
                .at("/experiments/0/id")
                .asString();
    }

    private byte[] plain(String path) throws IOException, InterruptedException {
        byte[] bytes = client.get(path);
        // An answer of a few hundred bytes is not compressed.
        if (bytes.length > 2 && bytes[0] == 0x1F && bytes[1] == (byte) 0x8B) {
            try (InputStream in = new java.util.zip.GZIPInputStream(new ByteArrayInputStream(bytes))) {
                return in.readAllBytes();
            }
        }
        return bytes;
    }

    private void list() throws Exception {
        // The run that is copied.
        append(METRICS, POINTS);
        for (int count : size.lists()) {
            progress("listing %,d experiments".formatted(count));
            try (Connection connection = server.connect()) {
                new BenchCopies(connection).list(newest(), count);
            }
            Durations all = new Durations();
            for (Map.Entry<String, String> query : BenchLists.QUERIES.entrySet()) {
                String path = "/api/projects/default/experiments?limit=50" + query.getValue();
                Durations durations = Durations.of(WARM_UP, size.reads(), () -> client.get(path));
                all.addAll(durations);
                BenchTable.row(
                        "list of %,d experiments: %s, median / p95".formatted(count, query.getKey()),
                        BenchTable.ms(durations.percentile(0.5)) + " / " + BenchTable.ms(durations.percentile(0.95)),
                        "50 ms");
            }
            BenchTable.row(
                    "list, filter, sort %,d experiments, p95 of all".formatted(count),
                    BenchTable.ms(all.percentile(0.95)),
                    "50 ms");
        }
    }

    /** Measures the time from a report to the event that tells a browser of its points. */
    private void live() throws Exception {
        progress("watching with %d viewers".formatted(size.viewers()));
        client.submit(size.events());
        Lease lease = client.lease();
        AtomicLongArray sent = new AtomicLongArray(size.events() + 1);
        Durations durations = new Durations();
        CountDownLatch open = new CountDownLatch(size.viewers());
        CountDownLatch done = new CountDownLatch(size.viewers());
        for (int i = 0; i < size.viewers(); i++) {
            Thread.ofVirtual().start(() -> watch(lease, sent, durations, open, done));
        }
        if (!open.await(1, TimeUnit.MINUTES)) {
            throw new IOException("%d viewers could not connect".formatted(open.getCount()));
        }
        BenchCurve curve = new BenchCurve(METRICS, 0);
        for (int step = 1; step <= size.events(); step++) {
            byte[] batch = JsonMapper.shared()
                    .writeValueAsBytes(new ReportBatch(step, List.of(curve.report(step)), List.of()));
            sent.set(step, System.nanoTime());
            client.report(lease, batch);
            // A worker node reports about once a second.
            TimeUnit.SECONDS.sleep(1);
        }
        done.await(30, TimeUnit.SECONDS);
        client.finish(lease);
        BenchTable.row(
                "from a report to %d viewers, p95".formatted(size.viewers()),
                BenchTable.ms(durations.percentile(0.95)),
                "500 ms");
    }

    private void watch(
            Lease lease, AtomicLongArray sent, Durations durations, CountDownLatch open, CountDownLatch done) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                client.events("/api/experiments/" + lease.experiment() + "/events"), StandardCharsets.UTF_8))) {
            open.countDown();
            int seen = 0;
            for (String line = lines.readLine(); line != null && seen < size.events(); line = lines.readLine()) {
                int at = line.indexOf("\"step\":");
                if (line.startsWith("data:") && line.contains("\"experiment\":") && at > 0) {
                    int step = Integer.parseInt(line.substring(at + 7).replaceAll("[^0-9].*", ""));
                    if (step > seen) {
                        durations.add(System.nanoTime() - sent.get(step));
                        seen = step;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            done.countDown();
        }
    }

    private void clearQueue() throws IOException, SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("update experiment set state = 'CANCELLED' where state = 'QUEUED'");
        }
    }

    private long bytesOnDisk() throws IOException, SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet size = statement.executeQuery(
                        "select pg_total_relation_size('curve_block') + pg_total_relation_size('curve_extent') + pg_total_relation_size('curve_metric')")) {
            size.next();
            return size.getLong(1);
        }
    }

    private static void progress(String text) {
        System.err.println(text);
    }
}
