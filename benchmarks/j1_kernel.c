/* Job J1, net present values only, written by hand: the referee of benchmarks/c_kernel.py.
 *
 * A lane of W futures goes through all periods before the next one begins, so that what a future
 * remembers stays in registers and the first cache; the inner loops have no branches and become vector
 * instructions. Prices lie period by period: price[t * n + i]. Lanes are shared among threads.
 */
#include <stddef.h>

#define W 256
#define PERIODS 30

static inline double least(double a, double b) { return a < b ? a : b; }
static inline double most(double a, double b) { return a > b ? a : b; }

static void lane(const double *price, size_t n, int m, const double *volume, const double *opex,
                 const double *capex, const double *depreciation, const double *discount, double *npv) {
    double loss[W] = {0}, hurdle[W] = {0}, gain[W] = {0}, caught[W] = {0};
    double state[W] = {0}, lp[W] = {0}, gp[W] = {0};
    for (int t = 0; t < PERIODS; t++) {
        const double *row = price + (size_t)t * n;
        const double v = volume[t], o = opex[t], c = capex[t], d = depreciation[t], w = discount[t];
#pragma omp simd
        for (int i = 0; i < m; i++) {
            const double revenue = row[i] * v;
            const double royalty = 0.05 * revenue;
            const double base = revenue - royalty - o - d;
            const double positive = most(base, 0.0);
            const double used = least(loss[i], positive);
            const double tax = 0.3 * (positive - used);
            loss[i] = loss[i] - used + most(-base, 0.0);
            const double net = revenue - royalty - o - tax - c;
            const double contribution = most(-net, 0.0), cash = most(net, 0.0);
            const double owed = hurdle[i] * 1.08 + contribution;
            const double tier1 = least(cash, owed);
            hurdle[i] = owed - tier1;
            gain[i] += tier1 - contribution;
            const double due = most(0.25 * most(gain[i], 0.0) - caught[i], 0.0);
            const double catch_up = least(cash - tier1, due);
            caught[i] += catch_up;
            const double rest = cash - tier1 - catch_up;
            state[i] += (royalty + tax) * w;
            lp[i] += (tier1 + 0.8 * rest - contribution) * w;
            gp[i] += (catch_up + 0.2 * rest) * w;
        }
    }
    for (int i = 0; i < m; i++) {
        npv[i] = state[i];
        npv[n + i] = lp[i];
        npv[2 * n + i] = gp[i];
    }
}

/* npv has room for 3 * n numbers: state, limited partner, general partner. */
void job_j1(const double *price, long n, int threads, const double *volume, const double *opex, const double *capex,
        const double *depreciation, const double *discount, double *npv) {
#pragma omp parallel for schedule(static) num_threads(threads)
    for (long k = 0; k < (n + W - 1) / W; k++) {
        const long start = k * W;
        const long m = n - start < W ? n - start : W;
        if (m == W) /* a constant count lets the compiler unroll */
            lane(price + start, (size_t)n, W, volume, opex, capex, depreciation, discount, npv + start);
        else
            lane(price + start, (size_t)n, (int)m, volume, opex, capex, depreciation, discount, npv + start);
    }
}
