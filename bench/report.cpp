#include "report.hpp"

#include <fmt/format.h>
#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <optional>

namespace yiguan::bench {
namespace {

namespace json = boost::json;

std::string_view name(Unit unit) {
    static constexpr std::string_view names[] = {"/s", "ms", "us", "MB", ""};
    return names[static_cast<std::size_t>(unit)];
}

std::string figure_text(double v, Unit unit) {
    if (unit == Unit::per_second && v >= 1e6) return fmt::format("{:.2f} M/s", v / 1e6);
    if (unit == Unit::per_second && v >= 1e3) return fmt::format("{:.1f} k/s", v / 1e3);
    return fmt::format("{:.{}f} {}", v, v < 10 ? 3 : 1, name(unit));
}

std::string spread_text(const std::vector<double>& values, Unit unit) {
    if (values.empty()) return "";
    const auto s = spread(values);
    return fmt::format("{} ({} .. {})", figure_text(s.median, unit), figure_text(s.min, unit),
                       figure_text(s.max, unit));
}

std::string first_line(const char* command) {
    std::string line;
    if (FILE* const pipe = ::popen(command, "r")) {
        char text[256];
        if (std::fgets(text, sizeof text, pipe)) line = text;
        ::pclose(pipe);
    }
    while (!line.empty() && line.back() == '\n') line.pop_back();
    return line;
}

std::string cpu_model() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
    return "unknown";
}

json::object machine() {
    utsname kernel{};
    ::uname(&kernel);
    double load[3] = {};
    ::getloadavg(load, 3);
    return {{"cpu", cpu_model()},
            {"cores", ::sysconf(_SC_NPROCESSORS_ONLN)},
            {"memory_mb", ::sysconf(_SC_PHYS_PAGES) / 1024 * (::sysconf(_SC_PAGESIZE) / 1024)},
            {"kernel", fmt::format("{} {}", kernel.sysname, kernel.release)},
            {"load_average_at_end", load[0]}};
}

}  // namespace

std::vector<double> Row::ratios() const {
    std::vector<double> out;
    if (unit == Unit::count) return out;
    for (std::size_t i = 0; i < peers.size(); ++i)
        out.push_back(unit == Unit::per_second ? ours[i] / peers[i] : peers[i] / ours[i]);
    return out;
}

Spread spread(std::vector<double> values) {
    if (values.empty()) return {};
    std::ranges::sort(values);
    const auto n = values.size();
    return {n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2, values.front(), values.back()};
}

Row& Report::row(std::string work, Unit unit, std::string peer, std::string figure) {
    return rows_.emplace_back(
        Row{.work = std::move(work), .unit = unit, .peer = std::move(peer), .figure = std::move(figure)});
}

void Report::finish(const std::filesystem::path& directory) const {
    fmt::print("\n== {}\n", name_);
    json::array rows;
    for (const Row& r : rows_) {
        fmt::print("{}\n    ours  {}   (median, min .. max of {})\n", r.work, spread_text(r.ours, r.unit),
                   r.ours.size());
        if (!r.peer.empty()) fmt::print("    peer  {}   {}\n", spread_text(r.peers, r.unit), r.peer);
        const auto ratios = r.ratios();
        const auto s = spread(ratios);
        if (!ratios.empty()) fmt::print("    ratio {:.3f} ({:.3f} .. {:.3f}), pair by pair\n", s.median, s.min, s.max);
        if (!r.figure.empty()) fmt::print("    goal  {}\n", r.figure);
        json::object out{
            {"work", r.work}, {"unit", name(r.unit)}, {"ours", json::value_from(r.ours)}, {"figure", r.figure}};
        if (!r.peer.empty()) out["peer"] = r.peer, out["peers"] = json::value_from(r.peers);
        if (!ratios.empty()) out["ratios"] = json::value_from(ratios), out["ratio_median"] = s.median;
        rows.push_back(std::move(out));
    }
    for (const auto& note : notes_) fmt::print("    note  {}\n", note);
    std::fflush(stdout);

    char date[32] = {};
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", &utc);
    const json::object all{{"name", name_},
                           {"date", date},
                           {"commit", first_line("git rev-parse HEAD 2>/dev/null")},
                           {"changed_sources", !first_line("git status --porcelain -- src 2>/dev/null").empty()},
                           {"machine", machine()},
                           {"rows", std::move(rows)},
                           {"notes", json::value_from(notes_)}};
    std::filesystem::create_directories(directory);
    std::ofstream(directory / (name_ + ".json")) << json::serialize(all) << '\n';
}

double cpu_seconds(int pid) {
    double ns = 0;
    for (const auto& thread : std::filesystem::directory_iterator(fmt::format("/proc/{}/task", pid))) {
        double ran = 0;
        std::ifstream(thread.path() / "schedstat") >> ran;
        ns += ran;
    }
    return ns / 1e9;
}

Pinned::Pinned(int core) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<unsigned>(core), &set);
    ::sched_setaffinity(0, sizeof set, &set);
}

Pinned::~Pinned() {
    cpu_set_t set;
    CPU_ZERO(&set);
    for (long core = 0; core < ::sysconf(_SC_NPROCESSORS_ONLN); ++core) CPU_SET(static_cast<unsigned>(core), &set);
    ::sched_setaffinity(0, sizeof set, &set);
}

}  // namespace yiguan::bench
