// One function per work of docs/benchmarks.md.
#pragma once
#include "report.hpp"

namespace yiguan::bench {

struct Options {
    int runs = 5;            ///< Pairs of each row.
    double seconds = 3;      ///< Of each load.
    std::int64_t scale = 1;  ///< Divides the sizes, for a quick look at the harness itself.
};

void mint(Report& report, const Options& options);
void verify(Report& report, const Options& options);
void range(Report& report, const Options& options);
void items(Report& report, const Options& options);
void scan(Report& report, const Options& options);
void forged(Report& report, const Options& options);
void start(Report& report, const Options& options);
void overload(Report& report, const Options& options);
void parse(Report& report, const Options& options);
void capture(Report& report, const Options& options);
void query(Report& report, const Options& options);
void size(Report& report, const Options& options);
void growth(Report& report, const Options& options);
void trace(Report& report, const Options& options);
void recall(Report& report, const Options& options);
void logcost(Report& report, const Options& options);
void log(Report& report, const Options& options);
void bundle(Report& report, const Options& options);
void orgs(Report& report, const Options& options);
void imports(Report& report, const Options& options);

}  // namespace yiguan::bench
