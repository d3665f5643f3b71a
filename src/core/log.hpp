// Structured log: JSON lines on standard error, one event name from a fixed set per line. Never personal data, never a
// whole code, never a secret: write ids, counts and durations.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace yiguan::log {

struct Field {
    std::string_view key;
    std::variant<std::string_view, std::int64_t, double, bool> value;
    Field(std::string_view k, std::string_view v) : key(k), value(v) {}
    Field(std::string_view k, const std::string& v) : key(k), value(std::string_view{v}) {}
    Field(std::string_view k, const char* v) : key(k), value(std::string_view{v}) {}
    Field(std::string_view k, bool v) : key(k), value(v) {}
    Field(std::string_view k, double v) : key(k), value(v) {}
    template <class I>
    requires(std::is_integral_v<I> && !std::is_same_v<I, bool>) Field(std::string_view k, I v)
        : key(k), value(static_cast<std::int64_t>(v)) {}
};

enum class Level { debug, info, warning, error };

/// {"time":"2026-11-21T00:30:00.000Z","level":"info","event":"server_ready",...}. Thread-safe; written at once.
void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});
inline void debug(std::string_view event, std::initializer_list<Field> f = {}) {
    write(Level::debug, event, f);
}
inline void info(std::string_view event, std::initializer_list<Field> f = {}) {
    write(Level::info, event, f);
}
inline void warning(std::string_view event, std::initializer_list<Field> f = {}) {
    write(Level::warning, event, f);
}
inline void error(std::string_view event, std::initializer_list<Field> f = {}) {
    write(Level::error, event, f);
}

/// Lines below this level are dropped before they are formatted. Default info.
void set_level(Level level);
bool enabled(Level level);

}  // namespace yiguan::log
