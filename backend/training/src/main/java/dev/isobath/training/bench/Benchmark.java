package dev.isobath.training.bench;

import dev.isobath.spec.InvalidSpec;
import dev.isobath.spec.Kind;
import dev.isobath.spec.Precision;
import dev.isobath.training.engine.DeviceRates;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs the workloads that the options ask for, one after the other, and logs its progress. */
final class Benchmark {

    /** A matrix product is measured for a turn's time divided by this number. */
    private static final int TRIES_PER_TURN = 20;

    private final BenchOptions options;
    private final Map<String, String> environment;
    private final PrintStream log;
    private final Consumer<Report> soFar;
    private final List<String> skipped = new ArrayList<>();

    /**
     * Makes a benchmark.
     *
     * @param soFar receives the numbers after every workload, so that the numbers of a run that is cut short are not lost
     */
    Benchmark(BenchOptions options, Map<String, String> environment, PrintStream log, Consumer<Report> soFar) {
        this.options = options;
        this.environment = environment;
        this.log = log;
        this.soFar = soFar;
    }

    Report run(InstantSource clock) {
        if (options.memorySteps() > 0 || !options.peer()) {
            return report(clock, null);
        }
        PyTorch found = null;
        try {
            found = PyTorch.find(environment);
        } catch (ContenderFailed missing) {
            skip("pytorch: " + missing.getMessage());
        }
        try (PyTorch pytorch = found) {
            return report(clock, pytorch);
        }
    }

    private Report report(InstantSource clock, @Nullable PyTorch pytorch) {
        List<Workload> workloads = workloads();
        try (DeviceRates library = rates(workloads.getFirst())) {
            Machine machine = Machine.look(clock.instant(), library, pytorch == null ? null : pytorch.version());
            Rates rates = options.memorySteps() > 0 ? Rates.NONE : rates(library, workloads);
            List<Report.Row> rows = new ArrayList<>();
            List<Report.Routing> routing = new ArrayList<>();
            List<Report.Memory> memory = new ArrayList<>();
            Report report = new Report(machine, rates, rows, routing, memory, skipped);
            for (Workload workload : workloads) {
                if (options.memorySteps() > 0) {
                    memory.addAll(memory(workload));
                } else {
                    Results results = race(workload, pytorch, machine.threads());
                    rows.addAll(results.rows(rates));
                    routing.addAll(results.routing());
                }
                soFar.accept(report);
            }
            return report;
        }
    }

    private DeviceRates rates(Workload workload) {
        try {
            return new DeviceRates(workload.spec(Kind.BASELINE).training(), options.seconds() / TRIES_PER_TURN);
        } catch (IllegalStateException absent) {
            throw new ContenderFailed(String.valueOf(absent.getMessage()));
        }
    }

    private Rates rates(DeviceRates library, List<Workload> workloads) {
        log.println("the rates of matrix products and copying");
        return Rates.measure(library, workloads, options.square(), options.copied());
    }

    private List<Workload> workloads() {
        List<Workload> workloads = new ArrayList<>();
        for (int width : options.widths()) {
            for (int sequence : options.sequences()) {
                for (Precision precision : options.precisions()) {
                    workloads.add(new Workload(
                            options.layers(), width, sequence, precision, options.tokens(), options.device()));
                }
            }
        }
        return workloads;
    }

    private Results race(Workload workload, @Nullable PyTorch pytorch, int threads) {
        Map<Contender, List<Times>> times = new LinkedHashMap<>();
        for (List<Kind> kinds : heats()) {
            log.println(workload + ": " + kinds.stream().map(Kind::text).collect(Collectors.joining(" and ")));
            times.putAll(heat(kinds, workload, pytorch, threads));
        }
        return new Results(workload, times);
    }

    /**
     * Returns the kinds that run against each other. Baseline and Mixture-of-Depths are compared with each other, and every other
     * kind only with its own ceiling. Models of all kinds at once would not fit into the memory of a small machine.
     */
    private List<List<Kind>> heats() {
        Map<Boolean, List<Kind>> dense =
                options.kinds().stream().collect(Collectors.partitioningBy(Benchmark::withoutExperts));
        List<List<Kind>> heats = new ArrayList<>();
        List<Kind> together = dense.getOrDefault(true, List.of());
        if (!together.isEmpty()) {
            heats.add(together);
        }
        dense.getOrDefault(false, List.of()).forEach(kind -> heats.add(List.of(kind)));
        return heats;
    }

    private static boolean withoutExperts(Kind kind) {
        return switch (kind) {
            case BASELINE, MOD -> true;
            case MOE, STAGED_MODE, INTEGRATED_MODE -> false;
        };
    }

    private Map<Contender, List<Times>> heat(
            List<Kind> kinds, Workload workload, @Nullable PyTorch pytorch, int threads) {
        List<Contender> contenders = new ArrayList<>();
        try {
            for (Kind kind : kinds) {
                own(Engine.NAME, kind, workload, Engine::new).ifPresent(contenders::add);
                own("ceiling", kind, workload, Ceiling::new).ifPresent(contenders::add);
                if (pytorch != null && withoutExperts(kind)) {
                    contenders.add(Peer.start(pytorch, kind, workload, false, threads));
                    if (compiles()) {
                        contenders.add(Peer.start(pytorch, kind, workload, true, threads));
                    }
                }
            }
            return new Race(options.pairs(), options.seconds(), this::skip).run(contenders);
        } finally {
            contenders.forEach(Contender::close);
        }
    }

    private Optional<Contender> own(
            String name, Kind kind, Workload workload, BiFunction<Kind, Workload, Contender> open) {
        try {
            return Optional.of(open.apply(kind, workload));
        } catch (InvalidSpec | IllegalStateException refused) {
            skip(name + " " + kind.text() + ": " + refused.getMessage());
            return Optional.empty();
        }
    }

    private boolean compiles() {
        if (options.compiled() && !PyTorch.compiles(environment)) {
            String reason = "pytorch compiled: there is no C++ compiler here";
            if (!skipped.contains(reason)) {
                skip(reason);
            }
            return false;
        }
        return options.compiled();
    }

    private List<Report.Memory> memory(Workload workload) {
        List<Report.Memory> list = new ArrayList<>();
        for (Kind kind : options.kinds()) {
            log.println(kind.text() + ", " + workload + ": memory of " + options.memorySteps() + " steps");
            try {
                list.add(MemoryRun.start(kind, workload, options.memorySteps()));
            } catch (ContenderFailed failed) {
                skip("memory of " + kind.text() + ": " + failed.getMessage());
            }
        }
        return list;
    }

    private void skip(String what) {
        log.println("not measured: " + what);
        skipped.add(what);
    }
}
