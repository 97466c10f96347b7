"""Writes statistics.txt, the inputs and expected numbers of the golden tests of backend/analysis.

    python3 backend/analysis/src/test/golden/statistics.py

It needs NumPy and SciPy and shares no code with the Java sources. Each line of the file is a name, a colon and numbers.
"""

import itertools
import pathlib

import numpy as np
import scipy
from scipy import optimize, stats

random = np.random.default_rng(20240402)
lines = []


def write(name, numbers):
    lines.append(f"{name}: " + " ".join(repr(float(each)) for each in np.ravel(numbers)))


def t_interval(values):
    low, high = stats.t.interval(0.95, len(values) - 1, loc=np.mean(values), scale=stats.sem(values))
    return [np.mean(values), low, high]


# Means over seeds.
for n in (2, 3, 5, 12):
    values = 3 + 0.02 * random.standard_normal(n)
    write(f"mean/{n}/values", values)
    write(f"mean/{n}/interval", t_interval(values))

# Critical values of Student's t.
freedoms = [1, 2, 3.7, 10, 250]
write("t/freedoms", freedoms)
write("t/critical", [stats.t.ppf(0.975, f) for f in freedoms])
write("t/p", [2 * stats.t.sf(2.5, f) for f in freedoms])

# Paired and unpaired differences.
for n, shift, noise in ((3, -0.03, 0.005), (5, 0.004, 0.02), (8, 0.05, 0.03)):
    baseline = 3.1 + 0.03 * random.standard_normal(n)
    variant = baseline + shift + noise * random.standard_normal(n)
    test = stats.ttest_rel(variant, baseline)
    interval = test.confidence_interval(0.95)
    write(f"paired/{n}/baseline", baseline)
    write(f"paired/{n}/variant", variant)
    write(f"paired/{n}/expected", [np.mean(variant - baseline), interval.low, interval.high, test.pvalue])
    d, s = abs(np.mean(variant - baseline)), np.std(variant - baseline, ddof=1)
    settles = next(m for m in range(2, 100000) if stats.t.ppf(0.975, m - 1) * s / np.sqrt(m) < d)
    write(f"paired/{n}/settles", [settles])
for a, b in ((3, 4), (2, 6)):
    variant = 3.00 + 0.02 * random.standard_normal(a)
    baseline = 3.05 + 0.05 * random.standard_normal(b)
    test = stats.ttest_ind(variant, baseline, equal_var=False)
    interval = test.confidence_interval(0.95)
    write(f"welch/{a}-{b}/variant", variant)
    write(f"welch/{a}-{b}/baseline", baseline)
    write(f"welch/{a}-{b}/expected", [np.mean(variant) - np.mean(baseline), interval.low, interval.high, test.pvalue, test.df])


# Holm's procedure, by its definition.
def holm(p):
    m = len(p)
    return [
        max(min(1.0, (m - sum(q < p[j] for q in p)) * p[j]) for j in range(m) if p[j] <= p[i])
        for i in range(m)
    ]


for name, p in (("four", [0.01, 0.04, 0.03, 0.005]), ("steps", [0.02, 0.025, 0.021, 0.9, 0.011]), ("one", [0.03])):
    write(f"holm/{name}/p", p)
    write(f"holm/{name}/adjusted", holm(p))

# Non-negative least squares.
for case in range(40):
    n = int(random.integers(4, 20))
    columns = np.stack([np.ones(n), random.uniform(0.1, 2, n), random.uniform(0.1, 2, n)])
    target = columns.T @ random.uniform(-1, 1, 3) + 0.1 * random.standard_normal(n)
    x, error = optimize.nnls(columns.T, target)
    write(f"nnls/{case}/columns", columns)
    write(f"nnls/{case}/target", target)
    write(f"nnls/{case}/expected", [*x, error**2])

# The parabola in ln(size).
sizes = np.repeat([44e6, 93e6, 174e6, 295e6, 573e6], 2)
losses = 3.13 + 0.05 * (np.log(sizes) - np.log(230e6)) ** 2 + 0.002 * random.standard_normal(len(sizes))
c2, c1, c0 = np.polyfit(np.log(sizes), losses, 2)
write("parabola/sizes", sizes)
write("parabola/losses", losses)
write("parabola/expected", [np.exp(-c1 / (2 * c2)), c0 - c1**2 / (4 * c2), 2 * c2])
# Where the noise comes from the three or more degrees of freedom of seeds, the interval of the curve at a fixed size is Student's t.
pooled = np.sqrt(sum(np.var(losses[i : i + 2], ddof=1) for i in range(0, 10, 2)) / 5)
design = np.stack([np.ones(10), np.log(sizes / 230e6), np.log(sizes / 230e6) ** 2], axis=1)
covariance = pooled**2 * np.linalg.inv(design.T @ design)
coefficients = np.linalg.lstsq(design, losses, rcond=None)[0]
vertex = -coefficients[1] / (2 * coefficients[2])
gradient = np.array([0, -1 / (2 * coefficients[2]), coefficients[1] / (2 * coefficients[2] ** 2)])
write("parabola/pooled", [pooled])
write("parabola/delta", [np.sqrt(gradient @ covariance @ gradient) * stats.t.ppf(0.975, 5)])

# Chinchilla's surface without noise: eight budgets from 1e17 to 1e22, sixteen sizes each about the best one.
E, A, B, ALPHA, BETA = 1.69, 406.4, 410.7, 0.34, 0.28


def best_size(budget):
    # By minimisation and not by the closed form.
    loss = lambda x: E + A * np.exp(-ALPHA * x) + B * (budget / (6 * np.exp(x))) ** -BETA
    return np.exp(optimize.minimize_scalar(loss, bounds=(np.log(1e5), np.log(1e13)), method="bounded", options={"xatol": 1e-12}).x)


budgets = np.geomspace(1e17, 1e22, 8)
grid = [(c, best_size(c) * f) for c in budgets for f in np.geomspace(1 / 8, 8, 16)]
exact = [(n, c / (6 * n), c) for c, n in grid]
write("chinchilla/sizes", [n for n, d, c in exact])
write("chinchilla/tokens", [d for n, d, c in exact])
write("chinchilla/budgets", [c for n, d, c in exact])
write("chinchilla/losses", [E + A * n**-ALPHA + B * d**-BETA for n, d, c in exact])
write("chinchilla/optimum", [best_size(3e20), 3e20 / (6 * best_size(3e20)), E + A * best_size(3e20) ** -ALPHA + B * (3e20 / (6 * best_size(3e20))) ** -BETA])


# The Huber loss of the log-sum-exp form on noisy losses with two outliers, by SciPy's L-BFGS.
def huber(r, delta=1e-3):
    return np.where(np.abs(r) <= delta, r**2 / 2, delta * (np.abs(r) - delta / 2)).sum()


def objective(p, n, d, loss):
    a, b, e, alpha, beta = p
    terms = np.stack([a - alpha * np.log(n), b - beta * np.log(d), np.full(len(n), e)])
    return huber(np.logaddexp.reduce(terms) - np.log(loss))


few = exact[::3]
n = np.array([each[0] for each in few])
d = np.array([each[1] for each in few])
loss = (E + A * n**-ALPHA + B * d**-BETA) * (1 + 0.002 * random.standard_normal(len(n)))
loss[5] *= 1.05
loss[20] *= 0.96
starts = itertools.product((0, 10, 20), (0, 10, 20), (-1, 0, 1), (0.2, 0.6, 1), (0.2, 0.6, 1))
best = None
for start in sorted(starts, key=lambda p: objective(p, n, d, loss))[:40]:
    found = optimize.minimize(objective, start, args=(n, d, loss), method="L-BFGS-B", options={"maxiter": 5000, "ftol": 1e-15, "gtol": 1e-10})
    # L-BFGS stops early in the long valley between a and alpha. Nelder-Mead goes on from there.
    for _ in range(3):
        found = optimize.minimize(objective, found.x, args=(n, d, loss), method="Nelder-Mead", options={"maxiter": 20000, "maxfev": 20000, "xatol": 1e-10, "fatol": 1e-16})
    if best is None or found.fun < best.fun:
        best = found
write("huber/sizes", n)
write("huber/tokens", d)
write("huber/losses", loss)
write("huber/logsumexp", [*best.x, best.fun])


# The same runs with the relative error in place of the difference of logarithms, by SciPy alone.
def relative(p):
    a, b, e, alpha, beta = p
    return huber((np.exp(e) + np.exp(a - alpha * np.log(n)) + np.exp(b - beta * np.log(d))) / loss - 1)


found = best
for _ in range(5):
    found = optimize.minimize(relative, found.x, method="Nelder-Mead", options={"maxiter": 20000, "maxfev": 20000, "xatol": 1e-10, "fatol": 1e-16})
write("huber/relative", [*found.x, found.fun])

# A weighted line, and a power law with a limit.
x = np.log([1e17, 1e18, 1e19, 1e20])
deviations = np.array([0.1, 0.05, 0.08, 0.2])
y = 0.49 * x + 1 + deviations * np.array([0.5, -0.4, 0.3, -0.2])
coefficients, covariance = np.polyfit(x, y, 1, w=1 / deviations, cov="unscaled")
write("line/x", x)
write("line/y", y)
write("line/deviations", deviations)
write("line/expected", [coefficients[0], np.sqrt(covariance[0, 0])])
ordinary = stats.linregress(x, y)
write("line/ordinary", [ordinary.slope, ordinary.stderr * stats.t.ppf(0.975, 2)])

# Correlations, with ties.
x = np.round(random.uniform(0, 6, 60))
y = 0.3 * x + random.standard_normal(60)
write("correlation/x", x)
write("correlation/y", y)
pearson = stats.pearsonr(x, y)
write("correlation/pearson", [pearson.statistic, *pearson.confidence_interval(0.95)])
write("correlation/spearman", [stats.spearmanr(x, y).statistic])

# Shares with Wilson's interval.
for hits, of in ((0, 20), (3, 20), (978, 1000), (20, 20)):
    interval = stats.binomtest(hits, of).proportion_ci(0.95, method="wilson")
    write(f"wilson/{hits}-{of}", [hits / of, interval.low, interval.high])

# Quantiles.
values = random.standard_normal(37)
write("quantile/values", values)
write("quantile/expected", np.quantile(values, [0, 0.025, 0.4, 0.975, 1]))

path = pathlib.Path(__file__).with_name("statistics.txt")
path.write_text(f"# Written by statistics.py with NumPy {np.__version__} and SciPy {scipy.__version__}.\n" + "\n".join(lines) + "\n")
