// What a benchmark prints and keeps: two sides measured alternately, medians with their spread, ratios pair by pair.
#pragma once
#include <chrono>
#include <filesystem>
#include <list>
#include <string>
#include <string_view>
#include <vector>

namespace yiguan::bench {

enum class Unit : std::uint8_t {
    per_second,  ///< More is better: ratio = ours / peer.
    ms,          ///< Less is better: ratio = peer / ours.
    us,          ///< As ms.
    mb,          ///< As ms.
    count,       ///< No better or worse, no ratio.
};

/// One line of the table. A ratio over 1 always means that we are the better side.
struct Row {
    std::string work;
    Unit unit = Unit::per_second;
    std::string peer;    ///< "" when nothing stands beside it.
    std::string figure;  ///< What docs/benchmarks.md sets as the goal.
    std::vector<double> ours, peers;

    void add(double own) { ours.push_back(own); }
    void add(double own, double other) {
        ours.push_back(own);
        peers.push_back(other);
    }
    std::vector<double> ratios() const;
};

struct Spread {
    double median = 0, min = 0, max = 0;
};
Spread spread(std::vector<double> values);

class Report {
public:
    explicit Report(std::string name) : name_(std::move(name)) {}
    /// Stays valid as long as the report.
    Row& row(std::string work, Unit unit, std::string peer, std::string figure);
    void note(std::string_view text) { notes_.emplace_back(text); }
    /// Prints the table and writes <directory>/<name>.json: every value, the machine, the commit, the date.
    void finish(const std::filesystem::path& directory) const;

private:
    std::string name_;
    std::list<Row> rows_;
    std::vector<std::string> notes_;
};

class Stopwatch {
public:
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }
    double ms() const { return seconds() * 1e3; }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Seconds that the threads of a process have run on a processor so far, in user and kernel mode. Unlike the time on
/// the wall it says nothing of what else the machine did.
double cpu_seconds(int pid);

/// Keeps the calling thread, and what it starts, on one core; on all of them again when it goes.
class Pinned {
public:
    explicit Pinned(int core);
    ~Pinned();
    Pinned(const Pinned&) = delete;
    Pinned& operator=(const Pinned&) = delete;
};

}  // namespace yiguan::bench
