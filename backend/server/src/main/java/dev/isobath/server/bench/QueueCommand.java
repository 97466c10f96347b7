package dev.isobath.server.bench;

import dev.isobath.server.bench.BenchClient.RefusedException;
import dev.isobath.spec.protocol.Finish;
import dev.isobath.spec.protocol.Lease;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The command {@code ./isobath bench queue}. It measures how fast the queue gives experiments to worker nodes, through HTTP, on a server of
 * its own, and prints one table.
 */
public final class QueueCommand {

    private static final int PROJECTS = 8;
    private static final int PRIORITIES = 3;
    /** The time for which a worker node lets the server hold its call. */
    private static final int WAIT_SECONDS = 20;

    /**
     * How much is measured.
     *
     * @param queued the number of experiments that wait
     * @param nodes the number of worker nodes that ask
     * @param attemptSeconds the mean length of an attempt while latency is measured
     * @param seconds the length of each measurement
     * @param submitted the number of experiments whose way to an idle node is measured
     * @param returning the number of nodes that come back at once
     */
    private record Size(int queued, int nodes, double attemptSeconds, int seconds, int submitted, int returning) {

        static final Size FULL = new Size(10_000, 200, 10, 20, 50, 1_000);
        static final Size QUICK = new Size(200, 10, 2, 3, 5, 20);
    }

    /** A row of the table. */
    private record Figure(
            String figure,
            double measured,
            String unit,
            @Nullable Double aim) {

        String value() {
            return unit.equals("ms") ? BenchTable.ms(measured) : text(measured) + (unit.isEmpty() ? "" : " " + unit);
        }

        String goal() {
            return aim == null ? "-" : unit.equals("ms") ? "%.0f ms".formatted(aim) : text(aim) + " " + unit;
        }

        private static String text(double value) {
            return value >= 100 || value == Math.rint(value) ? "%,.0f".formatted(value) : BenchTable.number(value);
        }
    }

    /** A call that nodes repeat. */
    private interface Turn {
        void run(String node) throws IOException, InterruptedException;
    }

    private final BenchServer server;
    private final BenchClient client;
    private final Size size;
    private final List<Figure> figures = new ArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();

    private QueueCommand(BenchServer server, BenchClient client, Size size) {
        this.server = server;
        this.client = client;
        this.size = size;
    }

    /**
     * Runs the benchmark.
     *
     * @param arguments the server's jar; {@code --quick} for a run that only shows that it works; {@code --json} and a file that the
     *     figures are written to as well
     */
    public static void main(String[] arguments) throws Exception {
        Size size = Size.FULL;
        Path json = null;
        for (int i = 1; i < arguments.length; i++) {
            if (arguments[i].equals("--quick")) {
                size = Size.QUICK;
            } else if (arguments[i].equals("--json") && i + 1 < arguments.length) {
                json = Path.of(arguments[++i]);
            } else {
                System.err.println("isobath: bench queue takes --quick and --json FILE");
                System.exit(2);
            }
        }
        // The server closes a connection that was not used for 20 seconds.
        System.setProperty("jdk.httpclient.keepalive.timeout", "10");
        progress("starting a server");
        // Leases are counted that no node makes a call about.
        try (BenchServer server = BenchServer.start(Path.of(arguments[0]), "--isobath.confirmation=10m");
                BenchClient client = new BenchClient(server.address(), server.token(), server.workerToken())) {
            List<Figure> figures = new QueueCommand(server, client, size).run();
            if (json != null) {
                JsonMapper.shared()
                        .writerWithDefaultPrettyPrinter()
                        .writeValue(json.toFile(), new Report(BenchMachine.describe(), figures));
            }
        }
        System.exit(0);
    }

    /** The file of {@code --json}. */
    private record Report(String processor, List<Figure> figures) {}

    private List<Figure> run() throws Exception {
        long begin = System.nanoTime();
        client.uploadCorpus();
        BenchTable.begin(BenchMachine.describe());
        warmUp();
        refusals.set(0);
        latency();
        rate();
        add("answers with a status of 400 or above while leasing", refusals.get(), "", 0.0);
        rest();
        submission();
        outage();
        add("the whole table", (System.nanoTime() - begin) / 1e9, "s", null);
        return figures;
    }

    /** Lets the server compile what it runs often. */
    private void warmUp() throws Exception {
        progress("warming up");
        fill(size.queued());
        repeat(size.seconds() / 2.0, this::leaseAndEnd);
    }

    private void latency() throws Exception {
        fill(size.queued());
        progress("leasing at the rate of attempts that end");
        Durations leases = new Durations();
        repeat(size.seconds(), node -> {
            // The attempt that the node is busy with when the measurement begins is somewhere between its begin and its
            // end.
            TimeUnit.NANOSECONDS.sleep((long) (ThreadLocalRandom.current().nextDouble() * 2e9 * size.attemptSeconds()));
            long start = System.nanoTime();
            Optional<Lease> lease = client.ask(node, WAIT_SECONDS);
            leases.add(System.nanoTime() - start);
            if (lease.isPresent()) {
                client.confirm(lease.get());
                client.finish(lease.get(), end());
            }
        });
        String form = "lease with %,d queued and %,d nodes whose attempts take %.0f s, "
                .formatted(size.queued(), size.nodes(), size.attemptSeconds());
        add(form + "p50", leases.percentile(0.5), "ms", null);
        add(form + "p95", leases.percentile(0.95), "ms", null);
        add(form + "p99", leases.percentile(0.99), "ms", 50.0);
    }

    private void rate() throws Exception {
        fill(size.queued());
        progress("leasing as fast as %d nodes can".formatted(size.nodes()));
        Durations alone = new Durations();
        double seconds = repeat(size.seconds(), node -> {
            long start = System.nanoTime();
            if (client.ask(node, 0).isPresent()) {
                alone.add(System.nanoTime() - start);
            }
        });
        add(
                "leases by %,d nodes that ask again at once".formatted(size.nodes()),
                alone.count() / seconds,
                "a second",
                1_000.0);
        add("the same, p99 of a lease", alone.percentile(0.99), "ms", null);
        clear();
        fill(size.queued());
        Durations whole = new Durations();
        seconds = repeat(size.seconds(), node -> {
            long start = System.nanoTime();
            if (leaseAndEnd(node)) {
                whole.add(System.nanoTime() - start);
            }
        });
        add(
                "leases with their first heartbeat and their end, by as many nodes",
                whole.count() / seconds,
                "a second",
                null);
        clear();
    }

    private boolean leaseAndEnd(String node) throws IOException, InterruptedException {
        Optional<Lease> lease = client.ask(node, 0);
        if (lease.isPresent()) {
            client.confirm(lease.get());
            client.finish(lease.get(), end());
        }
        return lease.isPresent();
    }

    private void rest() throws Exception {
        clear();
        progress("resting with %d idle nodes".formatted(size.nodes()));
        try (BenchNodes idle = new BenchNodes()) {
            for (int i = 0; i < size.nodes(); i++) {
                String node = "idle " + i;
                idle.start(() -> client.ask(node, WAIT_SECONDS));
                idle.start(() -> client.askForQuestion(node, WAIT_SECONDS));
                idle.start(() -> client.askForTrial(node, WAIT_SECONDS));
            }
            TimeUnit.SECONDS.sleep(size.seconds() / 4);
            double serverBefore = server.serverSeconds();
            double databaseBefore = server.databaseSeconds();
            long start = System.nanoTime();
            TimeUnit.SECONDS.sleep(size.seconds());
            double seconds = (System.nanoTime() - start) / 1e9;
            double ofServer = (server.serverSeconds() - serverBefore) / seconds;
            double ofDatabase = (server.databaseSeconds() - databaseBefore) / seconds;
            String form = "at rest with %,d idle nodes, each waiting for experiments, questions and trials: "
                    .formatted(size.nodes());
            add(form + "server", ofServer, "cores", 0.5);
            add(form + "database", ofDatabase, "cores", null);
        }
    }

    private void submission() throws Exception {
        progress("submitting to %d idle nodes".formatted(size.nodes()));
        BlockingQueue<Long> leased = new LinkedBlockingQueue<>();
        Durations durations = new Durations();
        try (BenchNodes idle = new BenchNodes()) {
            for (int i = 0; i < size.nodes(); i++) {
                String node = "idle " + i;
                idle.start(() -> {
                    Optional<Lease> lease = client.ask(node, WAIT_SECONDS);
                    if (lease.isPresent()) {
                        leased.add(System.nanoTime());
                        client.confirm(lease.get());
                        client.finish(lease.get(), end());
                    }
                });
            }
            for (int i = 0; i < size.submitted(); i++) {
                // Each submission finds all nodes waiting again.
                TimeUnit.MILLISECONDS.sleep(500);
                long start = System.nanoTime();
                client.submit(10);
                Long at = leased.poll(1, TimeUnit.MINUTES);
                if (at == null) {
                    throw new IOException("no node took the experiment within a minute");
                }
                durations.add(at - start);
            }
        }
        String form = "from submitting to the lease of one of %,d idle nodes, ".formatted(size.nodes());
        add(form + "p50", durations.percentile(0.5), "ms", null);
        add(form + "p95", durations.percentile(0.95), "ms", null);
    }

    private void outage() throws Exception {
        fill(size.returning());
        progress("restarting the server");
        server.restart();
        AtomicInteger failed = new AtomicInteger();
        AtomicInteger broken = new AtomicInteger();
        CountDownLatch leased = new CountDownLatch(size.returning());
        long start = System.nanoTime();
        try (BenchClient again = new BenchClient(server.address(), server.token(), server.workerToken());
                BenchNodes nodes = new BenchNodes(failure -> {
                    if (failure instanceof RefusedException refused && refused.status() >= 500) {
                        failed.incrementAndGet();
                    } else {
                        broken.incrementAndGet();
                    }
                })) {
            progress("%d nodes come back at once".formatted(size.returning()));
            for (int i = 0; i < size.returning(); i++) {
                String node = "returning " + i;
                nodes.startUntil(() -> {
                    Optional<Lease> lease = again.ask(node, WAIT_SECONDS);
                    if (lease.isPresent()) {
                        leased.countDown();
                    }
                    return lease.isPresent();
                });
                nodes.start(() -> again.askForQuestion(node, WAIT_SECONDS));
                nodes.start(() -> again.askForTrial(node, WAIT_SECONDS));
            }
            if (!leased.await(5, TimeUnit.MINUTES)) {
                throw new IOException("%d nodes got no experiment within five minutes".formatted(leased.getCount()));
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            String form = "%,d nodes that come back at once after a restart: ".formatted(size.returning());
            add(form + "answers with a status of 500 or above", failed.get(), "", 0.0);
            add(form + "connections that failed", broken.get(), "", null);
            add(form + "until each has registered and leased", seconds, "s", null);
        }
    }

    private static Finish end() {
        // An experiment that fails is not queued again.
        return new Finish(Finish.Outcome.FAILED, 0, "the benchmark ends it", List.of());
    }

    /** Lets every node repeat a call for some seconds and returns the seconds that it took. */
    private double repeat(double seconds, Turn turn) throws Exception {
        long start = System.nanoTime();
        long until = start + (long) (seconds * 1e9);
        List<Thread> threads = new ArrayList<>();
        BlockingQueue<Exception> failures = new LinkedBlockingQueue<>();
        for (int i = 0; i < size.nodes(); i++) {
            String node = "node " + i;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    while (System.nanoTime() < until) {
                        try {
                            turn.run(node);
                        } catch (RefusedException refused) {
                            refusals.incrementAndGet();
                            TimeUnit.SECONDS.sleep(1);
                        }
                    }
                } catch (IOException failure) {
                    failures.add(failure);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw failures.remove();
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /** Queues experiments until so many wait, of several projects and priorities. */
    private void fill(int queued) throws Exception {
        progress("queueing %,d experiments".formatted(queued));
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            for (int i = 1; i < PROJECTS; i++) {
                statement.execute("""
                        insert into project (id, name, title) values (gen_random_uuid(), 'bench-%d', 'Bench') on conflict do nothing
                        """.formatted(i));
            }
            clear(statement);
            String source = client.submit(10);
            new BenchCopies(connection).experiments(source, queued - 1);
            statement.execute("""
                    update experiment set priority = sequence %% %d,
                        project_id = (array(select id from project order by name))[1 + (sequence / %d) %% %d]
                    where state = 'QUEUED'
                    """.formatted(PRIORITIES, PRIORITIES, PROJECTS));
            statement.execute("vacuum analyze experiment");
        }
    }

    /** Ends everything that waits or runs. */
    private void clear() throws IOException, SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            clear(statement);
        }
    }

    private static void clear(Statement statement) throws SQLException {
        statement.execute("""
                update attempt set state = 'FAILED', reason = 'cleared', ended_at = now() where state = 'RUNNING';
                update experiment set state = 'CANCELLED' where state in ('QUEUED', 'RUNNING')""");
    }

    private void add(String name, double measured, String unit, @Nullable Double aim) {
        Figure figure = new Figure(name, measured, unit, aim);
        figures.add(figure);
        BenchTable.row(name, figure.value(), figure.goal());
    }

    private static void progress(String text) {
        System.err.println(text);
    }
}
