#include "core/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include "core/text.hpp"
#include "core/time.hpp"

namespace yiguan::log {
namespace {

spdlog::logger& logger() {
    static const auto made = [] {
        auto l = std::make_shared<spdlog::logger>("yiguan", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        l->set_pattern("%v");
        l->flush_on(spdlog::level::trace);
        return l;
    }();
    return *made;
}

spdlog::level::level_enum to_spdlog(Level level) {
    switch (level) {
        case Level::debug:
            return spdlog::level::debug;
        case Level::info:
            return spdlog::level::info;
        case Level::warning:
            return spdlog::level::warn;
        case Level::error:
            return spdlog::level::err;
    }
    return spdlog::level::info;
}

void append_string(std::string& line, std::string_view text) {
    line += boost::json::serialize(boost::json::string_view(text.data(), text.size()));
}

}  // namespace

void set_level(Level level) {
    logger().set_level(to_spdlog(level));
}
bool enabled(Level level) {
    return logger().should_log(to_spdlog(level));
}

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
    if (!enabled(level)) return;
    static constexpr std::string_view names[] = {"debug", "info", "warning", "error"};
    std::string line = R"({"time":")" + iso_utc(utc_now()) + R"(","level":")";
    line += names[static_cast<std::size_t>(level)];
    line += R"(","event":)";
    append_string(line, event);
    for (const Field& f : fields) {
        line += ',';
        append_string(line, f.key);
        line += ':';
        if (const auto* s = std::get_if<std::string_view>(&f.value))
            append_string(line, is_utf8(*s) ? std::string(*s) : shorten(*s, 200));
        else if (const auto* i = std::get_if<std::int64_t>(&f.value))
            line += std::to_string(*i);
        else if (const auto* d = std::get_if<double>(&f.value))
            line += fmt::format("{:.3f}", *d);
        else
            line += std::get<bool>(f.value) ? "true" : "false";
    }
    line += '}';
    logger().log(to_spdlog(level), spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace yiguan::log
