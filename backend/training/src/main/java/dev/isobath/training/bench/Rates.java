package dev.isobath.training.bench;

import dev.isobath.spec.Precision;
import dev.isobath.training.engine.DeviceRates;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The best rates of the library on this machine.
 *
 * @param copyBytesPerSecond the bytes read and written per second
 */
record Rates(List<Product> products, double copyBytesPerSecond) {

    static final Rates NONE = new Rates(List.of(), 0);

    /** The FLOP/s of the product [m, k] x [k, n]. */
    record Product(String precision, int m, int k, int n, double flopsPerSecond) {}

    private record Size(int m, int k, int n) {}

    /**
     * Measures the products of the workloads and a large square one.
     *
     * @param copied the number of bytes to copy, more than fit into any cache
     */
    static Rates measure(DeviceRates library, Collection<Workload> workloads, int square, int copied) {
        Set<Size> sizes = new LinkedHashSet<>();
        for (Workload workload : workloads) {
            int m = workload.batch() * workload.sequence();
            int d = workload.width();
            sizes.addAll(List.of(new Size(m, d, 3 * d), new Size(m, d, 4 * d), new Size(m, 4 * d, d)));
        }
        sizes.add(new Size(square, square, square));
        List<Product> products = new ArrayList<>();
        for (Precision precision :
                workloads.stream().map(Workload::precision).distinct().toList()) {
            for (Size size : sizes) {
                double rate = library.product(precision, size.m(), size.k(), size.n());
                products.add(new Product(precision.text(), size.m(), size.k(), size.n(), rate));
            }
        }
        return new Rates(products, library.copy(copied));
    }

    /** Returns the best rate of all sizes. */
    double best(Precision precision) {
        return products.stream()
                .filter(product -> product.precision().equals(precision.text()))
                .mapToDouble(Product::flopsPerSecond)
                .max()
                .orElseThrow();
    }
}
