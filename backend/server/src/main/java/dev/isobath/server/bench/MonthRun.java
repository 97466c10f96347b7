package dev.isobath.server.bench;

import dev.isobath.server.bench.MonthLog.How;
import dev.isobath.server.bench.MonthPlan.Node;
import dev.isobath.server.bench.MonthPlan.Sweep;
import dev.isobath.server.bench.MonthPlan.Work;
import dev.isobath.server.experiments.LostAttemptPolicy;
import dev.isobath.server.queue.QueueLine;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/** A month on a virtual clock: from one event to the next, without waiting. Its times are in milliseconds from its begin. */
final class MonthRun {

    /** A worker node takes checkpoints by itself at this interval. */
    private static final long CHECKPOINTS = MonthPlan.HOUR / 2;
    /** The time after which an attempt counts as lost whose node is silent. */
    private static final long LEASE = 30 * MonthPlan.SECOND;

    private static final double MEAN_UP = 20.0 * MonthPlan.DAY;
    private static final double MEAN_DOWN = 2.0 * MonthPlan.HOUR;
    private static final double MEAN_TO_PREEMPTION = 12.0 * MonthPlan.HOUR;
    private static final double MEAN_PREEMPTED = MonthPlan.HOUR / 2.0;
    /** A real node that waits for memory asks every second. */
    private static final long ASKING_AGAIN = MonthPlan.HOUR;

    private static final LostAttemptPolicy POLICY = new LostAttemptPolicy(5, Duration.ofSeconds(2));

    /** Something that happens at a time. Of two at the same time, the one that was planned first happens first. */
    private record Event(long at, long number, Happening happening) {}

    private interface Happening {
        void happen() throws SQLException;
    }

    private static final class Machine {
        private final Node node;
        private final Set<Running> running = new LinkedHashSet<>();
        private boolean up = true;

        Machine(Node node) {
            this.node = node;
        }

        boolean hasSlot() {
            return up && running.size() < node.slots();
        }
    }

    private static final class Running {
        private final Task task;
        private final long since;
        private boolean ended;

        Running(Task task, long since) {
            this.task = task;
            this.since = since;
        }

        Work work() {
            return task.work;
        }
    }

    /** An experiment and what is left of it. */
    private static final class Task {
        private final Work work;
        private long millis;
        private int losses;

        Task(Work work) {
            this.work = work;
            this.millis = work.millis();
        }
    }

    private final MonthPlan plan;
    private final MonthQueue queue;
    private final SplittableRandom random;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final Map<UUID, Task> tasks = new HashMap<>();
    private final List<MonthLog> log = new ArrayList<>();
    /** The nodes with a free slot, the one that waits longest first. */
    private final Set<Machine> asking = new LinkedHashSet<>();
    /** Nodes with a free slot that what runs there leaves too little memory for the first in line. */
    private final Set<Machine> waitingForMemory = new LinkedHashSet<>();

    private long now;
    private long numbers;
    private int unfinished;

    MonthRun(MonthPlan plan, MonthQueue queue, long seed) {
        this.plan = plan;
        this.queue = queue;
        this.random = new SplittableRandom(seed ^ 0x5DEECE66DL);
    }

    /** Runs the month, and goes on until every experiment is finished. */
    List<MonthLog> run() throws SQLException {
        for (Node node : plan.nodes()) {
            Machine machine = new Machine(node);
            log.add(new MonthLog.Up(0, node));
            asking.add(machine);
            planInterruptions(machine);
        }
        for (Sweep sweep : plan.sweeps()) {
            unfinished += sweep.experiments().size();
            plan(sweep.at(), () -> submit(sweep));
        }
        plan(ASKING_AGAIN, this::askAgain);
        while (unfinished > 0) {
            Event next = events.remove();
            now = next.at();
            next.happening().happen();
        }
        queue.commit();
        return log;
    }

    private void plan(long at, Happening happening) {
        events.add(new Event(at, numbers++, happening));
    }

    private void submit(Sweep sweep) throws SQLException {
        queue.submit(sweep.experiments());
        for (Work work : sweep.experiments()) {
            tasks.put(work.id(), new Task(work));
            log.add(new MonthLog.Queued(now, work, now));
        }
        giveOut();
    }

    /** Gives every node that asks what there is for it. Nodes of the same kind are not asked for after one was given nothing. */
    private void giveOut() throws SQLException {
        Set<Object> vain = new HashSet<>();
        for (Machine machine : List.copyOf(asking)) {
            ask(machine, vain);
        }
    }

    private void ask(Machine machine, Set<Object> vain) throws SQLException {
        Object kind = List.of(machine.node.memoryBytes(), machine.node.deviceMemoryBytes());
        waitingForMemory.remove(machine);
        asking.remove(machine);
        while (machine.hasSlot() && !vain.contains(kind)) {
            switch (queue.ask(machine.node, now)) {
                case QueueLine.Given(UUID experiment) -> start(Objects.requireNonNull(tasks.get(experiment)), machine);
                case QueueLine.NothingWaits _ -> vain.add(kind);
                case QueueLine.NotNow _ -> {
                    waitingForMemory.add(machine);
                    return;
                }
            }
        }
        if (machine.hasSlot()) {
            asking.add(machine);
        }
    }

    private void askAgain() throws SQLException {
        Set<Object> vain = new HashSet<>();
        for (Machine machine : List.copyOf(waitingForMemory)) {
            ask(machine, vain);
        }
        plan(now + ASKING_AGAIN, this::askAgain);
    }

    private void start(Task task, Machine machine) throws SQLException {
        queue.start(task.work.id(), machine.node, now);
        Running running = new Running(task, now);
        machine.running.add(running);
        log.add(new MonthLog.Started(now, task.work, machine.node));
        plan(now + task.millis, () -> finish(running, machine));
    }

    private void finish(Running running, Machine machine) throws SQLException {
        if (running.ended) {
            return;
        }
        running.ended = true;
        machine.running.remove(running);
        queue.finish(running.work().id(), now);
        log.add(new MonthLog.Ended(now, running.work(), machine.node, How.FINISHED));
        unfinished--;
        ask(machine, new HashSet<>());
    }

    private void planInterruptions(Machine machine) {
        long failure = now + exponential(MEAN_UP);
        long preemption = machine.node.preemptible() ? now + exponential(MEAN_TO_PREEMPTION) : Long.MAX_VALUE;
        if (failure <= preemption) {
            plan(failure, () -> fail(machine));
        } else {
            plan(preemption, () -> preempt(machine));
        }
    }

    private void fail(Machine machine) {
        goDown(machine, MEAN_DOWN);
        for (Running running : List.copyOf(machine.running)) {
            running.ended = true;
            long trained = now - running.since;
            long kept = trained / CHECKPOINTS * CHECKPOINTS;
            plan(now + LEASE, () -> lose(running, machine, kept));
        }
    }

    /** Takes notice of a lost attempt, when its lease has expired. */
    private void lose(Running running, Machine machine, long kept) throws SQLException {
        machine.running.remove(running);
        Task task = running.task;
        task.millis -= kept;
        task.losses = kept > 0 ? 0 : task.losses + 1;
        long notBefore = now + POLICY.pauseAfter(task.losses).toMillis();
        queue.lose(running.work().id(), now, notBefore);
        log.add(new MonthLog.Ended(now, running.work(), machine.node, How.LOST));
        log.add(new MonthLog.Queued(now, running.work(), notBefore));
        if (notBefore > now) {
            plan(notBefore, this::giveOut);
        }
        giveOut();
    }

    private void preempt(Machine machine) throws SQLException {
        goDown(machine, MEAN_PREEMPTED);
        for (Running running : List.copyOf(machine.running)) {
            running.ended = true;
            machine.running.remove(running);
            running.task.millis -= now - running.since;
            queue.lose(running.work().id(), now, now);
            log.add(new MonthLog.Ended(now, running.work(), machine.node, How.HANDED_BACK));
            log.add(new MonthLog.Queued(now, running.work(), now));
        }
        giveOut();
    }

    private void goDown(Machine machine, double mean) {
        machine.up = false;
        asking.remove(machine);
        waitingForMemory.remove(machine);
        log.add(new MonthLog.Down(now, machine.node));
        // The server has noticed by then that the attempts are lost.
        plan(now + LEASE + 1 + exponential(mean), () -> comeBack(machine));
    }

    private void comeBack(Machine machine) throws SQLException {
        machine.up = true;
        log.add(new MonthLog.Up(now, machine.node));
        planInterruptions(machine);
        ask(machine, new HashSet<>());
    }

    private long exponential(double mean) {
        return (long) (-mean * Math.log(1 - random.nextDouble()));
    }
}
