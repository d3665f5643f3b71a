// Every setting of the node, declared once: name, default, bounds, help. Flag > environment > file > default; unknown
// names are errors; secrets are file paths. docs/operating/settings.md is written by `yiguan settings --markdown`.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace yiguan::app {

struct Setting {
    std::string_view
        name;  ///< "write-queue-max": flag --write-queue-max, environment YIGUAN_WRITE_QUEUE_MAX, file key.
    std::string_view fallback;
    enum class Kind { text, path, number } kind;
    std::int64_t min, max;  ///< Of numbers.
    std::string_view help;
};
std::span<const Setting> settings();

/// The values in force.
class Values {
public:
    /// @param flags  What the command line gave, by name. "config" names the file of `name = value` lines.
    /// @return Code::invalid naming the setting, where it came from, and the rule.
    static Result<Values> resolve(const std::map<std::string, std::string>& flags);

    /// The same with another value of one setting, which is not checked.
    Values with(std::string_view name, std::string value) const;

    const std::string& text(std::string_view name) const;
    std::int64_t number(std::string_view name) const;
    /// Relative paths are relative to the data folder; "" stays "".
    std::filesystem::path path(std::string_view name) const;

private:
    std::map<std::string, std::string, std::less<>> values_;
};

std::string settings_markdown();

}  // namespace yiguan::app
